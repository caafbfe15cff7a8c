-- Uses a voucher that was kept for the till, for the purchase that was named then, or for what it came to.
CREATE OR REPLACE FUNCTION api.redemption_lock_redeem(
    caller_id uuid, key_id uuid, key_mode text, lock_id uuid, bill_fen bigint,
    reference text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    held core.redemption_locks;
    voucher core.vouchers;
    till core.till;
    tried record;
    made core.redemptions;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'redemption_lock_redeem', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM core.redemption_reference_lock(l.merchant_id, key_mode, reference)
    FROM core.redemption_locks AS l WHERE l.id = lock_id;
    held := core.redemption_lock_held(caller_id, key_id, key_mode, lock_id);
    outcome := core.redemption_lock_refusal(held);
    IF outcome IS NULL THEN
        till := ROW(held.merchant_id, held.store_id, key_id, CASE WHEN key_id IS NULL THEN caller_id END,
                    NULL, key_mode)::core.till;
        SELECT v.* INTO STRICT voucher FROM core.vouchers AS v WHERE v.id = held.voucher_id;
        SELECT m.refusal, m.redemption INTO tried
        FROM core.redemption_make(voucher, till, coalesce(bill_fen, held.bill_fen), reference, held.id) AS m;
        outcome := coalesce(tried.refusal, 'ok');
        made := tried.redemption;
    END IF;
    IF outcome = 'ok' THEN
        PERFORM core.redemption_lock_end(held.id, 'redeemed');
        PERFORM core.redemption_audit(
            till, 'redemption_lock_redeem', made.template_id, 'redemption', made.id,
            jsonb_build_object('voucher_id', made.voucher_id, 'value_fen', made.value_fen, 'lock_id', held.id),
            NULL, request_id);
        body := core.redemption_json(made);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'redemption_lock_redeem', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
