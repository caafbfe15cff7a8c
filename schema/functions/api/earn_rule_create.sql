-- A new rule for the members of an organisation of the caller's subtree, paid out of a budget that the
-- caller covers.
CREATE OR REPLACE FUNCTION api.earn_rule_create(
    caller_id uuid, allowed_roles text[], resource text, kind text, organisation_id uuid, title text,
    description text, points bigint, budget_id uuid, lot_days bigint, lots_expire_at timestamptz,
    pending_days bigint, caps jsonb, opens_at timestamptz, closes_at timestamptz, merchant_id uuid,
    quiz jsonb, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    rule CONSTANT core.earn_rules := ROW(
        core.uuid7(), kind, organisation_id, title, description, points, budget_id, lot_days,
        lots_expire_at, pending_days, (caps ->> 'per_day')::bigint, (caps ->> 'per_month')::bigint,
        (caps ->> 'per_member')::bigint, (caps ->> 'total')::bigint, opens_at, closes_at, false,
        merchant_id, (quiz ->> 'pass_mark')::integer, now());
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'earn_rule_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    outcome := CASE
        WHEN NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id)
            THEN 'organisation_not_found'
        WHEN (core.budget_covered(caller_id, allowed_roles, resource, budget_id)).unit
            IS DISTINCT FROM 'points' THEN 'budget_not_found'
        WHEN merchant_id IS NOT NULL
            AND core.merchant_office(caller_id, allowed_roles, resource, merchant_id) IS NULL
            THEN 'merchant_not_found'
        WHEN NOT core.earn_rule_fits(rule, quiz) THEN 'earn_rule_misfit'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.earn_rule_open(rule, quiz);
        PERFORM core.audit_write(
            'admin', caller_id, 'earn_rule_create', organisation_id, 'earn_rule', rule.id,
            jsonb_build_object('kind', kind, 'title', title, 'points', points, 'budget_id', budget_id,
                               'caps', core.earn_caps_json(rule)), NULL, request_id);
        body := core.earn_rule_json(rule);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'earn_rule_create', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
