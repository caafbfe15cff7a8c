-- True when one of the staff has read the data of 200 members in the last 24 hours and asks for yet
-- another one. Whoever decides applications needs a few dozen; copying a union's members is stopped
-- early, while reading the same members again is not counted.
CREATE OR REPLACE FUNCTION core.reveal_limit_reached(admin_id uuid, member_id uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT count(*) >= 200 AND NOT coalesce(bool_or(seen.member_id = reveal_limit_reached.member_id),
                                            false)
    FROM (SELECT DISTINCT a.member_id FROM core.personal_data_accesses AS a
          WHERE a.actor_id = reveal_limit_reached.admin_id AND a.actor_kind = 'admin'
              AND a.at > now() - interval '24 hours') AS seen
$$;
