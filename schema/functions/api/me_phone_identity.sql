-- In whose name WeChat is asked for the caller's phone number: the identity that this session rests
-- on, NULL when it rests on none any more. Not for the caller's eyes.
CREATE OR REPLACE FUNCTION api.me_phone_identity(
    caller_id uuid, session_id uuid,
    OUT outcome text, OUT body json, OUT appid text, OUT openid text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT i.appid, i.openid INTO appid, openid
    FROM core.session_families AS f JOIN core.identities AS i ON i.id = f.identity_id
    WHERE f.id = me_phone_identity.session_id AND f.member_id = me_phone_identity.caller_id
        AND f.revoked_at IS NULL AND i.member_id = f.member_id;
    outcome := 'ok';
END
$$;
