-- The till lets a voucher go that was kept for it.
CREATE OR REPLACE FUNCTION api.redemption_lock_release(
    caller_id uuid, key_id uuid, key_mode text, lock_id uuid, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    held core.redemption_locks;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'redemption_lock_release', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    held := core.redemption_lock_held(caller_id, key_id, key_mode, lock_id);
    outcome := coalesce(core.redemption_lock_refusal(held), 'ok');
    IF outcome = 'ok' THEN
        held := core.redemption_lock_end(held.id, 'released');
        PERFORM core.redemption_audit(
            ROW(held.merchant_id, held.store_id, key_id, CASE WHEN key_id IS NULL THEN caller_id END,
                NULL, key_mode)::core.till,
            'redemption_lock_release', v.template_id, 'redemption_lock', held.id,
            '{"state": ["open", "released"]}', NULL, request_id)
        FROM core.vouchers AS v WHERE v.id = held.voucher_id;
        body := core.redemption_lock_json(held);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'redemption_lock_release', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
