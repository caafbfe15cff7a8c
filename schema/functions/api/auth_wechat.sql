-- Opens a session for somebody whom WeChat has just vouched for. Who comes for the first time gets an
-- account that belongs to no union; the same person with another app of the same owner gets the same
-- account. An account that is suspended or closed is not touched at all.
CREATE OR REPLACE FUNCTION api.auth_wechat(
    appid text, openid text, unionid text, refresh_hash bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT subject uuid, OUT roles text, OUT session_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    known record;
    member_id uuid;
    proved uuid;
    status text;
BEGIN
    known := core.identity_find(appid, openid, unionid);
    SELECT m.status INTO status FROM core.members AS m WHERE m.id = known.member_id;
    IF status <> 'active' THEN
        outcome := 'account_' || status;
        RETURN;
    END IF;
    member_id := coalesce(known.member_id, core.member_open(NULL));
    proved := core.identity_keep(known.identity_id, member_id, appid, openid, unionid, request_id);
    SELECT o.outcome, o.body, o.subject, o.roles, o.session_id
    INTO outcome, body, subject, roles, session_id
    FROM core.session_begin(member_id, NULL, refresh_hash, 'auth_wechat', request_id) AS o;
    UPDATE core.session_families AS f SET identity_id = proved
    WHERE f.id = auth_wechat.session_id;
END
$$;
