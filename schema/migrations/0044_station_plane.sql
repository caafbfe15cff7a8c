-- Where a station stands on Mercator's plane, in degrees as they are at the equator. There a metre is as long in every
-- direction, so an index in the order of the plane finds the next few in the order of metres, and nearly no others.
CREATE FUNCTION core.plane_of(lng double precision, lat double precision) RETURNS point
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN point(lng, degrees(ln(tand(45 + greatest(-89.9, least(89.9, lat)) / 2))));

CREATE INDEX stations_plane ON core.stations USING gist (core.plane_of(grid_lng, grid_lat)) WHERE status = 'active';

DROP FUNCTION IF EXISTS core.stations_within(
    geometry, double precision, bigint, double precision, uuid, integer, boolean, text[], text);
DROP FUNCTION IF EXISTS core.station_reach(
    geometry, double precision, bigint, double precision, uuid, integer, text[], text);
