-- A grant as the staff see it, with its reversal if there is one.
CREATE OR REPLACE FUNCTION core.grant_json(given core.grants) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT given.id, given.member_id, given.points, given.reason, given.expires_at, given.budget_id,
               (SELECT a.login FROM core.admins AS a WHERE a.id = given.admin_id) AS by,
               given.created_at,
               (SELECT json_build_object('reason', r.reason, 'expired', r.expired, 'taken', r.taken,
                                         'owed', r.owed, 'at', r.created_at)
                FROM core.grant_reversals AS r WHERE r.grant_id = given.id) AS reversal) AS shown
$$;
