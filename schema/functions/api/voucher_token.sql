-- A code with which the holder shows a voucher at a till: good for 90 seconds. The one before stays good until
-- its own end, for a till may be about to use it; older ones do not. The database only learns its hash.
CREATE OR REPLACE FUNCTION api.voucher_token(
    caller_id uuid, voucher_id uuid, token_hash bytea, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    voucher CONSTANT core.vouchers := core.voucher_held(voucher_id, caller_id);
    expires_at CONSTANT timestamptz := now() + interval '90 seconds';
BEGIN
    outcome := CASE
        WHEN voucher.id IS NULL THEN 'voucher_not_found'
        WHEN core.benefits_from(caller_id) IS NULL THEN 'membership_required'
        WHEN NOT core.voucher_is_usable(voucher) THEN 'voucher_not_usable'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        DELETE FROM core.voucher_tokens AS k
        WHERE k.voucher_id = voucher.id AND (k.expires_at <= now() OR k.hash NOT IN (
            SELECT last.hash FROM core.voucher_tokens AS last WHERE last.voucher_id = voucher.id
            ORDER BY last.expires_at DESC LIMIT 1));
        INSERT INTO core.voucher_tokens (hash, voucher_id, expires_at)
        VALUES (token_hash, voucher.id, expires_at);
        PERFORM core.audit_write(
            'member', caller_id, 'voucher_token', core.organisation_of(caller_id), 'voucher', voucher.id,
            NULL, NULL, request_id);
        body := json_build_object('expires_at', expires_at);
    END IF;
END
$$;
