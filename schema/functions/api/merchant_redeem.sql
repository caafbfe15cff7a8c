-- Uses a voucher at a till, exactly once for each code. Codes that nobody has, that have run out, that were used
-- and those of vouchers that are no good here are one and the same; after 20 of them in a row a till has to wait,
-- and such an answer is not kept for the key.
CREATE OR REPLACE FUNCTION api.merchant_redeem(
    caller_id uuid, key_id uuid, key_mode text, token_hash bytea, bill_fen bigint,
    store_id uuid, reference text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    till CONSTANT core.till := core.till_of(caller_id, key_id, key_mode, store_id);
    scanned record;
    tried record;
    made core.redemptions;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_redeem', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM core.redemption_reference_lock(till.merchant_id, key_mode, reference);
    SELECT c.refusal, c.voucher INTO scanned FROM core.redemption_scan(till, token_hash) AS c;
    outcome := scanned.refusal;
    IF outcome = 'redemption_locked' THEN
        RETURN;
    ELSIF outcome IS NULL THEN
        SELECT m.refusal, m.redemption INTO tried
        FROM core.redemption_make(scanned.voucher, till, bill_fen, reference, NULL) AS m;
        outcome := coalesce(tried.refusal, 'ok');
        made := tried.redemption;
    END IF;
    IF outcome = 'ok' THEN
        PERFORM core.redemption_audit(
            till, 'merchant_redeem', made.template_id, 'redemption', made.id,
            jsonb_build_object('voucher_id', made.voucher_id, 'value_fen', made.value_fen), NULL, request_id);
        body := core.redemption_json(made);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'merchant_redeem', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
