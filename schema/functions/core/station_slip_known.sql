-- The station of a part of the tree that a row of a list is about: the one of its id, else one of its name within
-- 100 metres; closed ones are none. NULL: none.
CREATE OR REPLACE FUNCTION core.station_slip_known(root text, station_id text, name text, place geometry)
RETURNS core.stations
LANGUAGE plpgsql STABLE
SET search_path = core, public, pg_temp
AS $$
DECLARE
    station core.stations;
BEGIN
    IF station_id IS NOT NULL THEN
        SELECT s.* INTO station FROM core.stations AS s
        JOIN core.organisations AS o ON o.id = s.organisation_id AND starts_with(o.path, root)
        WHERE s.id = core.cursor_uuid(jsonb_build_object('id', lower(station_slip_known.station_id)), 'id')
            AND s.status <> 'closed';
    ELSE
        SELECT s.* INTO station
        -- By name first: an organisation may have all stations. The collation of root would keep us off the index.
        FROM (SELECT n.* FROM core.stations AS n
              WHERE n.name = station_slip_known.name COLLATE "default" AND n.status <> 'closed' OFFSET 0) AS s
        JOIN core.organisations AS o ON o.id = s.organisation_id AND starts_with(o.path, root)
        WHERE ST_DistanceSpheroid(s.location, place) <= 100
        ORDER BY ST_DistanceSpheroid(s.location, place), s.id LIMIT 1;
    END IF;
    RETURN station;
END
$$;
