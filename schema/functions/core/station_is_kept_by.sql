-- True while a member keeps a station, by a grant of this role, and their account is in good standing.
CREATE OR REPLACE FUNCTION core.station_is_kept_by(station_id uuid, member_id uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM core.role_grants AS g
        JOIN core.members AS m ON m.id = g.member_id AND m.status = 'active'
        WHERE g.member_id = station_is_kept_by.member_id AND g.station_id = station_is_kept_by.station_id
            AND g.role = 'station_keeper' AND core.grant_is_live(g)
            AND (g.resources IS NULL OR 'station' = ANY (g.resources)))
$$;
