-- Opens a session for one of the demonstration's principals, without any proof of identity: the
-- program offers it only where demo mode is on, and it knows nobody outside the demonstration.
-- Exactly one of member_no and admin is given.
CREATE OR REPLACE FUNCTION api.auth_demo(
    member_no text, admin text, refresh_hash bytea,
    OUT outcome text, OUT body json, OUT subject uuid, OUT role text, OUT session_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    member_id uuid;
    admin_id uuid;
BEGIN
    IF member_no ~ '^1000[0-9]{4}$' AND admin IS NULL
       AND member_no::bigint BETWEEN 10000001 AND 10002000 THEN
        SELECT m.id INTO member_id FROM core.members AS m
        WHERE m.member_no = auth_demo.member_no::bigint AND m.status = 'active';
        role := 'member';
    ELSIF admin IN ('lianyungang', 'haizhou') AND member_no IS NULL THEN
        SELECT a.id, a.role INTO admin_id, role FROM core.admins AS a
        WHERE a.login = auth_demo.admin AND a.status = 'active';
    END IF;
    subject := coalesce(member_id, admin_id);
    IF subject IS NULL THEN
        outcome := 'account_unknown';
        role := NULL;
        RETURN;
    END IF;
    session_id := core.session_open(member_id, admin_id, role, refresh_hash);
    outcome := 'ok';
    body := json_build_object('member_id', member_id, 'role', role);
END
$$;
