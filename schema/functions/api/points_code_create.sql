-- A member lets whoever shows the code hold at most max_points of theirs, once, within five minutes.
-- Their earlier code, if nobody has used it, is good no longer. The code itself is not known here.
CREATE OR REPLACE FUNCTION api.points_code_create(
    caller_id uuid, code_hash bytea, max_points bigint, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place uuid := core.benefits_from(caller_id);
    until CONSTANT timestamptz := now() + interval '5 minutes';
BEGIN
    IF place IS NULL THEN
        outcome := 'membership_required';
        RETURN;
    END IF;
    INSERT INTO core.points_codes AS c (member_id, hash, max_points, expires_at)
    VALUES (caller_id, code_hash, points_code_create.max_points, until)
    ON CONFLICT (member_id) DO UPDATE
    SET hash = excluded.hash, max_points = excluded.max_points, expires_at = excluded.expires_at;
    PERFORM core.audit_write('member', caller_id, 'points_code_create', place, 'member', caller_id,
                             jsonb_build_object('max_points', max_points), NULL, request_id);
    outcome := 'ok';
    body := json_build_object('max_points', max_points, 'expires_at', until);
END
$$;
