-- The rows of a list of stations, each cell a text or absent, as they are understood; problems of the cells alone.
-- id and near names are judged elsewhere (core.station_slips).
CREATE OR REPLACE FUNCTION core.station_rows_read(crs text, rows jsonb)
RETURNS TABLE (line bigint, id text, name text, address text, district_code text, place geometry,
               facilities text[], open_24h boolean, hours jsonb, phone text, host_unit text, capacity bigint,
               area_m2 bigint, photos text[], problems jsonb)
LANGUAGE sql STABLE
SET search_path = core, public, pg_temp
AS $$
    WITH said AS MATERIALIZED (
        SELECT r.* FROM jsonb_to_recordset(rows) AS r (
            line bigint, id text, name text, address text, district_code text, lng text, lat text, facilities text,
            hours text, phone text, host_unit text, capacity text, area_m2 text, photos text)
    ), hours AS MATERIALIZED ( -- many rows say the same
        SELECT w.words, core.station_hours_read(w.words) AS hours FROM (SELECT DISTINCT s.hours FROM said AS s) AS w (words)
    ), equipment AS MATERIALIZED (
        SELECT w.words, core.station_facilities_read(w.words) AS facilities
        FROM (SELECT DISTINCT s.facilities FROM said AS s) AS w (words)
    )
    SELECT r.line, r.id, r.name, r.address, r.district_code, read.place, read.facilities,
        read.is_always, CASE WHEN read.is_always THEN '[]' ELSE read.hours END, r.phone, r.host_unit,
        read.capacity, read.area_m2, read.photos,
        core.import_codes('name', 'required', r.name IS NULL AND r.id IS NULL)
        || core.import_codes('address', 'required', r.address IS NULL AND r.id IS NULL)
        || core.import_codes('district_code', 'required', r.district_code IS NULL AND r.id IS NULL)
        || core.import_codes('lng', 'required', r.lng IS NULL AND (r.id IS NULL OR r.lat IS NOT NULL))
        || core.import_codes('lat', 'required', r.lat IS NULL AND (r.id IS NULL OR r.lng IS NOT NULL))
        || core.import_codes('lng', 'invalid_format', r.lng IS NOT NULL AND r.lat IS NOT NULL AND read.place IS NULL)
        || core.import_codes('name', 'too_long', char_length(r.name) > 60)
        || core.import_codes('address', 'too_long', char_length(r.address) > 120)
        || core.import_codes('district_code', 'invalid_format', r.district_code !~ '^[0-9]{6}$')
        || core.import_codes('facilities', 'not_in_enum', r.facilities IS NOT NULL AND read.facilities IS NULL)
        || core.import_codes('hours', 'invalid_format',
                             r.hours IS NOT NULL AND NOT read.is_always AND read.hours IS NULL)
        || core.import_codes('phone', 'invalid_format', r.phone !~ '^[0-9 +()-]{3,20}$')
        || core.import_codes('host_unit', 'too_long', char_length(r.host_unit) > 80)
        || core.import_codes('capacity', 'invalid_format', r.capacity IS NOT NULL AND read.capacity IS NULL)
        || core.import_codes('area_m2', 'invalid_format', r.area_m2 IS NOT NULL AND read.area_m2 IS NULL)
        || core.import_codes('photos', 'invalid_format', cardinality(read.photos) > 9 OR char_length(r.photos) > 4000
                             OR array_to_string(read.photos, ' ') !~ '^(https://[!-~]+ ?)*$')
    FROM said AS r
    LEFT JOIN hours AS h ON h.words = r.hours
    LEFT JOIN equipment AS e ON e.words = r.facilities
    CROSS JOIN LATERAL (SELECT
        CASE WHEN r.lng ~ '^-?[0-9]{1,3}(\.[0-9]{1,15})?$' AND r.lat ~ '^-?[0-9]{1,2}(\.[0-9]{1,15})?$'
             THEN CASE WHEN abs(r.lng::numeric) <= 180 AND abs(r.lat::numeric) <= 85
                       THEN core.station_place(jsonb_build_object('lng', r.lng, 'lat', r.lat, 'crs', crs)) END
             END AS place,
        e.facilities,
        r.hours ~* '^(24 ?h|24 ?小时|全天)$' AS is_always, h.hours,
        CASE WHEN r.capacity ~ '^[1-9][0-9]{0,3}$' THEN r.capacity::bigint END AS capacity,
        CASE WHEN r.area_m2 ~ '^[1-9][0-9]{0,4}$' THEN r.area_m2::bigint END AS area_m2,
        array_remove(regexp_split_to_array(r.photos, '[\s;]+'), '') AS photos
        OFFSET 0) AS read
$$;
