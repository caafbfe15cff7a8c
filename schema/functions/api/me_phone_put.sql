-- Keeps the phone number that WeChat vouched for a moment ago. The same number may be several
-- accounts': families share them, so it finds people but identifies nobody.
CREATE OR REPLACE FUNCTION api.me_phone_put(
    caller_id uuid, phone_masked text, phone_sealed bytea, phone_index bytea, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    account core.members;
BEGIN
    SELECT m.* INTO account FROM core.members AS m WHERE m.id = me_phone_put.caller_id
    FOR NO KEY UPDATE;
    IF account.status IS DISTINCT FROM 'active' THEN
        outcome := 'account_' || coalesce(account.status, 'closed');
        RETURN;
    END IF;
    UPDATE core.members AS m
    SET phone_masked = me_phone_put.phone_masked, phone_sealed = me_phone_put.phone_sealed,
        phone_index = me_phone_put.phone_index, phone_verified_at = now()
    WHERE m.id = account.id;
    PERFORM core.audit_write('member', account.id, 'me_phone_put', core.organisation_of(account.id),
                             'member', account.id,
                             jsonb_build_object('phone', json_build_array(account.phone_masked,
                                                                          phone_masked)),
                             NULL, request_id);
    outcome := 'ok';
    body := json_build_object('phone', phone_masked, 'verified_at', now());
END
$$;
