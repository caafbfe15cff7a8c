-- A code of a test voucher, as a member's phone would show one; codes before it are good no longer. Live keys
-- have no such vouchers.
CREATE OR REPLACE FUNCTION api.merchant_test_voucher_token(
    caller_id uuid, key_mode text, voucher_id uuid, token_hash bytea, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    voucher core.vouchers;
    expires_at CONSTANT timestamptz := now() + interval '90 seconds';
BEGIN
    SELECT v.* INTO voucher
    FROM core.vouchers AS v JOIN core.voucher_templates AS t ON t.id = v.template_id
    WHERE v.id = merchant_test_voucher_token.voucher_id AND key_mode = 'test' AND t.funding = 'test'
        AND t.merchant_id = caller_id
    FOR NO KEY UPDATE OF v;
    outcome := CASE
        WHEN voucher.id IS NULL THEN 'voucher_not_found'
        WHEN NOT core.voucher_is_usable(voucher) THEN 'voucher_not_usable'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        DELETE FROM core.voucher_tokens AS k WHERE k.voucher_id = voucher.id;
        INSERT INTO core.voucher_tokens (hash, voucher_id, expires_at)
        VALUES (token_hash, voucher.id, expires_at);
        PERFORM core.merchant_audit(caller_id, 'merchant_test_voucher_token', caller_id, 'voucher', voucher.id,
                                    '{}', NULL, request_id);
        body := json_build_object('expires_at', expires_at);
    END IF;
END
$$;
