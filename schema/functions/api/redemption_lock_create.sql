-- Keeps a voucher for a till for a while, so that it can be used there without its code when the purchase is
-- done, and nowhere else meanwhile.
CREATE OR REPLACE FUNCTION api.redemption_lock_create(
    caller_id uuid, key_id uuid, key_mode text, token_hash bytea, bill_fen bigint,
    store_id uuid, expires_in_s bigint, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    till CONSTANT core.till := core.till_of(caller_id, key_id, key_mode, store_id);
    scanned record;
    voucher core.vouchers;
    made core.redemption_locks;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'redemption_lock_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT c.refusal, c.voucher INTO scanned FROM core.redemption_scan(till, token_hash) AS c;
    outcome := scanned.refusal;
    IF outcome = 'redemption_locked' THEN
        RETURN;
    ELSIF outcome IS NULL THEN
        voucher := scanned.voucher;
        SELECT coalesce(p.refusal, 'ok') INTO outcome FROM core.redemption_plan(voucher, bill_fen) AS p;
    END IF;
    IF outcome = 'ok' THEN
        made := core.redemption_lock_place(voucher, till, bill_fen, expires_in_s);
        PERFORM core.redemption_audit(
            till, 'redemption_lock_create', voucher.template_id, 'redemption_lock', made.id,
            jsonb_build_object('voucher_id', voucher.id, 'expires_at', made.expires_at), NULL, request_id);
        body := core.redemption_lock_json(made);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'redemption_lock_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
