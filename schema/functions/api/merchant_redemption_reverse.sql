-- The merchant takes a redemption back, within a day: a wrong scan, goods that were not there after all.
CREATE OR REPLACE FUNCTION api.merchant_redemption_reverse(
    caller_id uuid, key_id uuid, key_mode text, redemption_id uuid, reason text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    held core.redemptions;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_redemption_reverse', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    held := core.redemption_held(caller_id, key_id, key_mode, redemption_id);
    outcome := CASE
        WHEN held.id IS NULL THEN 'redemption_not_found'
        WHEN held.reversed_at IS NOT NULL THEN 'redemption_reversed'
        WHEN held.created_at <= now() - interval '24 hours' THEN 'redemption_too_old'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        held := core.redemption_undo(held, coalesce(key_id, caller_id), reason);
        PERFORM core.redemption_audit(
            ROW(held.merchant_id, held.store_id, key_id, CASE WHEN key_id IS NULL THEN caller_id END,
                NULL, key_mode)::core.till,
            'merchant_redemption_reverse', held.template_id, 'redemption', held.id,
            jsonb_build_object('voucher_id', held.voucher_id, 'value_fen', held.value_fen), reason, request_id);
        body := core.redemption_json(held);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'merchant_redemption_reverse', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
