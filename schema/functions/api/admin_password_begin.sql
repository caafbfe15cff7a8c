-- What judging one's own password needs, once more; counts the attempt, for whoever holds a stolen
-- token may be guessing. sign_in_locked with wait_s after too many.
CREATE OR REPLACE FUNCTION api.admin_password_begin(
    caller_id uuid,
    OUT outcome text, OUT body json, OUT wait_s integer, OUT login text, OUT password_hash text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT a.login, a.password_hash INTO login, password_hash FROM core.admins AS a
    WHERE a.id = admin_password_begin.caller_id AND core.roles_of(NULL, a.id) IS NOT NULL;
    IF NOT FOUND THEN
        outcome := 'staff_unknown';
        RETURN;
    END IF;
    wait_s := core.sign_in_attempt('password', uuid_send(caller_id), 5);
    outcome := CASE WHEN wait_s > 0 THEN 'sign_in_locked' ELSE 'ok' END;
END
$$;
