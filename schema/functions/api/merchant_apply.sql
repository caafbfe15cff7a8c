-- Somebody asks an organisation for a contract as a merchant.
CREATE OR REPLACE FUNCTION api.merchant_apply(
    caller_id uuid, organisation_id uuid, name text, kind text, credit_code text,
    district_code text, address text, lng double precision, lat double precision, introduction text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    made core.applications;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_apply', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    outcome := core.merchant_refusal(caller_id, organisation_id, name, credit_code);
    IF outcome IS NULL THEN
        made := core.application_open(
            core.uuid7(), 'merchant', caller_id, NULL, NULL, organisation_id,
            jsonb_build_object('name', name, 'merchant_kind', kind, 'credit_code', credit_code,
                'district_code', district_code, 'address', address, 'lng', lng, 'lat', lat,
                'introduction', coalesce(introduction, '')));
        outcome := core.application_made(made, 'merchant_apply', request_id);
    END IF;
    IF outcome = 'application_pending' THEN -- somebody was faster: the same account or another one
        outcome := coalesce(core.merchant_refusal(caller_id, organisation_id, name, credit_code),
                            outcome);
    ELSIF outcome = 'ok' THEN
        SELECT b.body INTO body FROM core.application_bodies(ARRAY[made.id], false) AS b;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'merchant_apply', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
