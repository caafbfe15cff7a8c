-- A subsidy programme of an organisation of the caller's subtree: its budget promises all of it.
CREATE OR REPLACE FUNCTION api.subsidy_create(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, budget_id uuid, title text,
    percent bigint, threshold_fen bigint, order_cap_fen bigint, member_cap_fen bigint, merchant_id uuid,
    zone text, category text, total_fen bigint, opens_at timestamptz, closes_at timestamptz,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    programme_id uuid := core.uuid7();
    programme core.subsidy_programmes;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'subsidy_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    outcome := coalesce(core.subsidy_refusal(caller_id, allowed_roles, resource, organisation_id, budget_id,
                                             merchant_id, opens_at, closes_at),
                        CASE WHEN NOT core.category_is_known(category) THEN 'category_unknown' END);
    IF outcome IS NULL THEN
        outcome := core.budget_commit(budget_id, programme_id, total_fen, caller_id, title);
    END IF;
    IF outcome IS NULL THEN
        INSERT INTO core.subsidy_programmes AS p (
            id, organisation_id, budget_id, title, percent, threshold_fen, order_cap_fen, member_cap_fen,
            merchant_id, zone, category, total_fen, opens_at, closes_at, created_by)
        VALUES (programme_id, subsidy_create.organisation_id, subsidy_create.budget_id,
                subsidy_create.title, subsidy_create.percent, subsidy_create.threshold_fen, subsidy_create.order_cap_fen,
                subsidy_create.member_cap_fen, subsidy_create.merchant_id, subsidy_create.zone,
                subsidy_create.category, subsidy_create.total_fen, subsidy_create.opens_at,
                subsidy_create.closes_at, caller_id)
        RETURNING p.* INTO programme;
        outcome := 'ok';
        PERFORM core.audit_write(
            'admin', caller_id, 'subsidy_create', organisation_id, 'subsidy', programme.id,
            jsonb_build_object('title', title, 'budget_id', budget_id, 'total_fen', total_fen), NULL,
            request_id);
        body := core.subsidy_json(programme);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'subsidy_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
