-- Closes a past month of a merchant of the caller's subtree, which otherwise the program does by itself.
CREATE OR REPLACE FUNCTION api.settlement_close(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, month text, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    made core.settlements;
    first CONSTANT date := to_date(month, 'YYYY-MM');
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'settlement_close', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    outcome := CASE
        WHEN NOT EXISTS (SELECT FROM core.merchants AS m WHERE m.id = settlement_close.merchant_id
                             AND core.staff_covers(caller_id, allowed_roles, resource, m.organisation_id))
            THEN 'merchant_not_found'
        WHEN first + interval '1 month' > core.today() THEN 'month_not_over' END;
    IF outcome IS NULL THEN
        made := core.settlement_close(settlement_close.merchant_id, first, caller_id);
        outcome := CASE WHEN made.id IS NULL THEN 'month_closed' ELSE 'ok' END;
    END IF;
    IF outcome = 'ok' THEN
        PERFORM core.settlement_audit('admin', caller_id, 'settlement_close', made, NULL, NULL, request_id);
        body := core.settlement_json(made);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'settlement_close', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
