-- The stations that a search means, with how far along its path each stands (whole metres, 0 without one) and how
-- far from it. Metres along are measured as if a degree of longitude were everywhere as short as in its middle.
CREATE OR REPLACE FUNCTION core.stations_found(
    boxes geometry[], words text[], area geometry, path geometry, within_m bigint, minute integer, open_now boolean,
    facilities text[], district text)
RETURNS TABLE (id uuid, card_head text, card_tail text, is_open boolean, next_change integer,
               confirmed_at timestamptz, unconfirmed_since timestamptz, along bigint, distance double precision)
LANGUAGE plpgsql STABLE
SET search_path = core, public, pg_temp
AS $$
DECLARE
    narrow double precision := coalesce(cosd(ST_Y(ST_Centroid(ST_Envelope(path)))), 1);
    straight geometry := ST_Scale(path, narrow, 1);
    length_m double precision := ST_Length(path::geography);
BEGIN
    RETURN QUERY
    SELECT DISTINCT ON (s.id) s.id, s.card_head, s.card_tail,
        core.station_is_open(s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, stations_found.minute),
        core.station_next_change(s.open_24h, s.week_changes, s.open_minutes, s.exceptional, s.exceptional_open,
                                 stations_found.minute),
        s.confirmed_at, s.unconfirmed_since,
        CASE WHEN length_m > 0 THEN round(length_m * ST_LineLocatePoint(
            straight, ST_Scale(s.location, narrow, 1)))::bigint ELSE 0 END, far.distance
    FROM core.stations_in(boxes, minute, open_now, facilities, district) AS s
    CROSS JOIN LATERAL (SELECT ST_Distance(s.location::geography, path::geography) AS distance OFFSET 0) AS far
    WHERE (area IS NULL OR ST_Intersects(s.location, area))
        AND (path IS NULL OR far.distance <= within_m)
        AND (words = '{}' OR NOT EXISTS (
            SELECT FROM unnest(words) AS word
            WHERE position(word IN core.search_text(concat_ws(' ', s.name, s.address, s.host_unit))) = 0));
END
$$;
