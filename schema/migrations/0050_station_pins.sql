-- What finding reads of a station that is on the map. A station's own row is wide and written whenever somebody sees
-- it; these are narrow and seldom written, so a map of a province reads 100,000 out of an index.

-- Each facility has a bit of its own, so that one comparison tells whether a station has all that are asked for.
ALTER TABLE core.facilities ADD COLUMN bit bigint UNIQUE CHECK (bit > 0 AND bit & (bit - 1) = 0);
UPDATE core.facilities AS f SET bit = 1::bigint << (n.nth - 1)::integer
FROM (SELECT o.code, row_number() OVER (ORDER BY o.code) AS nth FROM core.facilities AS o) AS n WHERE n.code = f.code;
ALTER TABLE core.facilities ALTER COLUMN bit SET NOT NULL;

-- The bits of some facilities; -1, which nobody has, when one is unknown.
CREATE FUNCTION core.facility_bits(codes text[]) RETURNS bigint
LANGUAGE plpgsql STABLE STRICT AS $$
BEGIN
    RETURN (SELECT CASE WHEN count(f.bit) < count(*) THEN -1 ELSE coalesce(bit_or(f.bit), 0) END
            FROM unnest(codes) AS wanted (code) LEFT JOIN core.facilities AS f ON f.code = wanted.code);
END
$$;

CREATE TABLE core.station_pins (
    station_id uuid PRIMARY KEY REFERENCES core.stations ON DELETE CASCADE,
    plane point NOT NULL, -- core.plane_of
    lng double precision NOT NULL,
    lat double precision NOT NULL,
    facilities bigint NOT NULL, -- core.facility_bits
    district_code text COLLATE "C" NOT NULL,
    open_24h boolean NOT NULL,
    -- As the station's, so that "open now" is told out of the index; NULL when they are more than fits one.
    open_minutes int4multirange,
    exceptional int4multirange,
    exceptional_open int4multirange,
    CHECK (num_nulls(open_minutes, exceptional, exceptional_open) IN (0, 3))
);
CREATE FUNCTION core.station_pin(station core.stations) RETURNS core.station_pins
LANGUAGE sql STABLE AS $$
    SELECT station.id, core.plane_of(station.grid_lng, station.grid_lat), station.grid_lng, station.grid_lat,
        core.facility_bits(station.facilities), station.district_code, station.open_24h,
        CASE WHEN fits THEN station.open_minutes END, CASE WHEN fits THEN station.exceptional END,
        CASE WHEN fits THEN station.exceptional_open END
    FROM (SELECT pg_column_size(station.open_minutes) + pg_column_size(station.exceptional)
                 + pg_column_size(station.exceptional_open) <= 1000 AS fits) AS hours
$$;
INSERT INTO core.station_pins
SELECT p.* FROM core.stations AS s, core.station_pin(s) AS p WHERE s.status = 'active';
-- Both are read without the table: what is nearest to a place lies together, and so do a map's rows.
CREATE INDEX station_pins_plane ON core.station_pins USING spgist (plane)
    INCLUDE (station_id, lng, lat, facilities, district_code, open_24h, open_minutes, exceptional, exceptional_open);
CREATE INDEX station_pins_grid ON core.station_pins (lat, lng)
    INCLUDE (station_id, facilities, district_code, open_24h, open_minutes, exceptional, exceptional_open);
DROP INDEX core.stations_plane;
DROP INDEX core.stations_grid;

CREATE FUNCTION core.station_pinned() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'active' THEN
        DELETE FROM core.station_pins AS p WHERE p.station_id = NEW.id;
        RETURN NULL;
    END IF;
    INSERT INTO core.station_pins AS p SELECT pin.* FROM core.station_pin(NEW) AS pin
    ON CONFLICT (station_id) DO UPDATE
    SET plane = EXCLUDED.plane, lng = EXCLUDED.lng, lat = EXCLUDED.lat, facilities = EXCLUDED.facilities,
        district_code = EXCLUDED.district_code, open_24h = EXCLUDED.open_24h,
        open_minutes = EXCLUDED.open_minutes, exceptional = EXCLUDED.exceptional,
        exceptional_open = EXCLUDED.exceptional_open;
    RETURN NULL;
END
$$;
CREATE TRIGGER station_pinned AFTER INSERT ON core.stations
    FOR EACH ROW WHEN (NEW.status = 'active') EXECUTE FUNCTION core.station_pinned();
CREATE TRIGGER station_pin_moved AFTER UPDATE ON core.stations
    FOR EACH ROW WHEN (
        (OLD.status, OLD.grid_lng, OLD.grid_lat, OLD.facilities, OLD.district_code, OLD.open_24h, OLD.open_minutes,
         OLD.exceptional, OLD.exceptional_open) IS DISTINCT FROM
        (NEW.status, NEW.grid_lng, NEW.grid_lat, NEW.facilities, NEW.district_code, NEW.open_24h, NEW.open_minutes,
         NEW.exceptional, NEW.exceptional_open))
    EXECUTE FUNCTION core.station_pinned();

DROP FUNCTION IF EXISTS core.station_page(
    geometry, box[], double precision, bigint, bigint, double precision, uuid, integer, boolean, text[], text, text);
DROP FUNCTION IF EXISTS core.station_page_more(
    geometry, box[], double precision, bigint, bigint, double precision, uuid, integer, boolean, text[], text, text);
DROP FUNCTION IF EXISTS core.map_clusters(
    geometry[], double precision, integer, boolean, text[], text, text);
