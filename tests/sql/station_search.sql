-- Maps, searches and changes of stations.
BEGIN;
\ir fixture/town.psql
SELECT plan(52);
DELETE FROM core.station_changes;

CREATE FUNCTION pg_temp.station(n integer, lng double precision, lat double precision) RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO core.stations (id, name, address, district_code, location, facilities, open_24h)
    VALUES (('00000008-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 's' || n, '苍梧路' || n || '号', '320706',
            ST_SetSRID(ST_MakePoint(lng, lat), 4326), CASE WHEN n % 2 = 0 THEN '{water}' ELSE '{}' END::text[], n % 3 = 0)
    RETURNING id
$$;
CREATE FUNCTION pg_temp.map(bbox text, zoom bigint DEFAULT 12, crs text DEFAULT 'gcj02', open_now boolean DEFAULT NULL,
                            facilities text[] DEFAULT NULL, district text DEFAULT NULL, answer_crs text DEFAULT 'gcj02',
                            geojson boolean DEFAULT false, OUT outcome text, OUT body json)
LANGUAGE sql RETURN api.station_map(bbox, zoom, crs, open_now, facilities, district, answer_crs, geojson);
CREATE FUNCTION pg_temp.names(body json) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(s ->> 'name', ' ' ORDER BY s ->> 'name') FROM json_array_elements(body -> 'stations') AS s);

SELECT count(pg_temp.station(n, 119.2 + n / 1000.0, 34.6)) FROM generate_series(1, 6) AS n \g /dev/null

-- A map of few
SELECT is(pg_temp.names((pg_temp.map('119.2,34.5,119.3,34.7')).body), 's1 s2 s3 s4 s5 s6', 'all in the box');
SELECT is(pg_temp.names((pg_temp.map('119.202,34.6,119.204,34.6')).body), 's2 s3 s4', 'its edge belongs to it');
SELECT is(pg_temp.names((pg_temp.map('119.2,34.5,119.3,34.7', facilities => '{water}')).body), 's2 s4 s6', 'with a facility');
SELECT is(pg_temp.names((pg_temp.map('119.2,34.5,119.3,34.7', open_now => true)).body), 's3 s6', 'open ones');
SELECT is(pg_temp.names((pg_temp.map('119.2,34.5,119.3,34.7', district => '320722')).body), NULL, 'of another district');
SELECT is((pg_temp.map('119.2,34.5,119.3,34.7', district => '320722')).body::jsonb,
          '{"stations": [], "clusters": [], "crs": "gcj02"}', 'an empty map');
SELECT is(((pg_temp.map('119.2005,34.5,119.2015,34.7')).body -> 'stations' -> 0)::jsonb, '{"id": "00000008-0000-7000-8000-000000000001",
    "name": "s1", "lng": 119.201, "lat": 34.6, "open_now": false, "next_change_at": null, "open_24h": false, "freshness": 0,
    "unconfirmed": false, "facilities": []}', 'what it tells of a station');
SELECT is(pg_temp.names((pg_temp.map(beside)).body), NULL, 'none of those beside ' || beside)
FROM unnest(ARRAY['119.2,34.59,119.3,34.599', '119.2,34.601,119.3,34.61']) AS beside;
UPDATE core.stations SET name = 'z' WHERE name = 's1';
SELECT is((pg_temp.map('119.2,34.5,119.3,34.7')).body #>> '{stations,0,name}', 'z', 'in the order of their ids');
UPDATE core.stations SET name = 's1' WHERE name = 'z';
-- Half a kilometre between the systems
SELECT is(pg_temp.names((pg_temp.map('119.1954,34.6,119.1957,34.602', crs => 'wgs84')).body), 's1', 'in GPS coordinates');
SELECT is(pg_temp.names((pg_temp.map('119.2074,34.605,119.2078,34.607', crs => 'bd09')).body), 's1', 'and Baidu''s');
SELECT ok((s ->> 'lng')::numeric BETWEEN 119.1954 AND 119.1957, 'answered in GPS coordinates')
FROM json_array_elements((pg_temp.map('119.2005,34.5,119.2015,34.7', answer_crs => 'wgs84')).body -> 'stations') AS s;
SELECT is((pg_temp.map(b)).outcome, expected, 'bbox ' || b)
FROM (VALUES ('119,35,120,34', 'area_invalid'), ('181,34,182,35', 'area_invalid'), ('119,-91,120,35', 'area_invalid'),
             ('120,34,119,35', 'ok'), ('-180,-90,180,90', 'ok'), ('119,34,119,34', 'ok')) AS t (b, expected);
SELECT is((pg_temp.map('119.2,34.5,119.3,34.7', geojson => true)).body #>> '{features,0,geometry,coordinates}',
          '[119.201, 34.6]', 'as GeoJSON');

-- Across the date line
SELECT count(pg_temp.station(n, lng, 10)) FROM (VALUES (7, 179.9), (8, -179.9), (9, 0)) AS s (n, lng) \g /dev/null
SELECT is(pg_temp.names((pg_temp.map('179,9,-179,11')).body), 's7 s8', 'a box across the date line');

-- A map of many: every station counts once, whatever the zoom, and no answer grows
SELECT setseed(0.5) \g /dev/null
INSERT INTO core.stations (name, address, district_code, location)
SELECT 'many', 'x', '320706', ST_SetSRID(ST_MakePoint(116.3 + 5.6 * random(), 30.7 + 4.4 * random()), 4326)
FROM generate_series(1, 3000);
CREATE TEMPORARY TABLE maps AS
SELECT zoom, m.body FROM generate_series(0, 22) AS zoom, LATERAL pg_temp.map('116.3,30.7,121.9,35.1', zoom) AS m;
SELECT is((SELECT count(*) FROM maps WHERE (SELECT sum((c ->> 'count')::bigint) FROM json_array_elements(body -> 'clusters') AS c) <> 3006),
          0::bigint, 'each of them counts once');
SELECT is((SELECT count(*) FROM maps WHERE json_array_length(body -> 'clusters') > 841 OR octet_length(body::text) > 100000), 0::bigint,
          'a bounded answer at every zoom');
SELECT cmp_ok((SELECT json_array_length(body -> 'clusters') FROM maps WHERE zoom = 22), '>', 200, 'finer when nearer');
SELECT is((SELECT json_array_length(body -> 'clusters') FROM maps WHERE zoom = 0), 1, 'one from afar');
SELECT is((SELECT count(*) FROM maps WHERE json_array_length(body -> 'stations') > 0), 0::bigint, 'no station among them');
UPDATE core.stations SET status = 'closed' WHERE id IN (SELECT id FROM core.stations WHERE name = 'many' LIMIT 1000);
SELECT is((SELECT sum((c ->> 'count')::bigint) FROM json_array_elements((pg_temp.map('116.3,30.7,121.9,35.1')).body -> 'clusters') AS c), 2006::numeric,
          'those that are closed do not count');
UPDATE core.stations SET status = 'closed' WHERE name = 'many';
SELECT is(json_array_length((pg_temp.map('116.3,30.7,121.9,35.1')).body -> 'stations'), 6, 'nor are they shown');
DELETE FROM core.stations WHERE name = 'many';

-- What is in a square: how many, and their middle; the largest first
SELECT count(pg_temp.station(n, lng, lat)) FROM (VALUES
    (11, 100.001, 10.001), (12, 100.002, 10.001), (13, 100.021, 10.001), (14, 100.0220037, 10.001), (15, 100.027, 10.004),
    (16, 100.003, 10.013), (17, 99.991, 10.013)) AS s (n, lng, lat) \g /dev/null
CREATE FUNCTION pg_temp.clusters(crs text) RETURNS jsonb LANGUAGE sql
    RETURN core.map_clusters(ARRAY[ST_MakeEnvelope(99, 9, 101, 11, 4326)], 0.01, 0, NULL, NULL, NULL, crs);
SELECT is(pg_temp.clusters('gcj02'), '[{"lng": 100.023335, "lat": 10.002, "count": 3}, {"lng": 100.0015, "lat": 10.001, "count": 2},
    {"lng": 99.991, "lat": 10.013, "count": 1}, {"lng": 100.003, "lat": 10.013, "count": 1}]', 'squares of a map');
SELECT isnt(pg_temp.clusters('wgs84') #> '{0,lng}', pg_temp.clusters('gcj02') #> '{0,lng}', 'in the coordinates asked for');
DELETE FROM core.stations WHERE grid_lat BETWEEN 10.001 AND 11;

-- Searching
CREATE FUNCTION pg_temp.found(q text DEFAULT NULL, district text DEFAULT NULL, polygon jsonb DEFAULT NULL, route jsonb DEFAULT NULL,
                              within_m bigint DEFAULT 500, row_limit bigint DEFAULT 20, cursor text DEFAULT NULL,
                              open_now boolean DEFAULT NULL, facilities jsonb DEFAULT NULL, OUT outcome text, OUT body json)
LANGUAGE sql RETURN api.station_search(q, district, polygon, route, within_m, open_now, facilities, 'gcj02', 'gcj02', row_limit, cursor, false);
CREATE FUNCTION pg_temp.shown(body json) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg((s ->> 'name') || coalesce('@' || (s ->> 'along_m') || '/' || (s ->> 'distance_m'), ''), ' ')
            FROM json_array_elements(body -> 'items') AS s);
SELECT is(pg_temp.shown((pg_temp.found(q => '苍梧路 2号')).body), 's2', 'every word');
SELECT is(pg_temp.shown((pg_temp.found(q => 'Ｓ3')).body), 's3', 'whatever its width and case');
SELECT is(pg_temp.shown((pg_temp.found(q => '没有')).body), NULL, 'no such word');
SELECT is(pg_temp.shown((pg_temp.found(district => '320706', open_now => true)).body), 's3 s6 s9', 'of a district, open');
SELECT is(pg_temp.shown((pg_temp.found(polygon => '[[119.2015, 34.59], [119.2045, 34.59], [119.2045, 34.61], [119.2015, 34.61]]')).body),
          's2 s3 s4', 'in a polygon');
SELECT is(pg_temp.shown((pg_temp.found(polygon => '[[119.2015, 34.595], [119.2075, 34.605], [119.2075, 34.595], [119.2015, 34.605]]')).body),
          's2 s3 s4 s5 s6', 'one that crosses itself');
SELECT is(pg_temp.shown((pg_temp.found(polygon => '[[119.2, 34.6], [119.2, 34.6], [119.2, 34.6]]')).body), NULL, 'one without an inside');
-- 0.001 degrees of longitude are 91.7 m there, of latitude 110.9 m
SELECT is(pg_temp.shown((pg_temp.found(route => '[[119.2065, 34.601], [119.2025, 34.601]]', within_m => 200)).body),
          's6@46/111 s5@138/111 s4@229/111 s3@321/111 s1@367/177 s2@367/120', 'along a route, in its order');
SELECT is(pg_temp.shown((pg_temp.found(route => '[[119.2065, 34.601], [119.2025, 34.601]]', within_m => 115)).body),
          's6@46/111 s5@138/111 s4@229/111 s3@321/111', 'no farther than that');
SELECT is(pg_temp.shown((pg_temp.found(route => '[[119.201, 34.6], [119.201, 34.6]]', within_m => 100)).body), 's1@0/0 s2@0/92',
          'a route that goes nowhere');
SELECT is((pg_temp.found(route => '[[116, 34.6], [122, 34.6]]')).outcome, 'route_too_long', 'one that is too long');
SELECT is(string_agg(shown, ', '), 's6@46/111 s5@138/111, s4@229/111 s3@321/111, s1@367/177 s2@367/120', 'page by page')
FROM (
    WITH RECURSIVE page AS (
        SELECT (pg_temp.found(route => '[[119.2065, 34.601], [119.2025, 34.601]]', within_m => 200, row_limit => 2)).body
        UNION ALL
        SELECT (pg_temp.found(route => '[[119.2065, 34.601], [119.2025, 34.601]]', within_m => 200, row_limit => 2,
                              cursor => body ->> 'next_cursor')).body FROM page WHERE body ->> 'next_cursor' IS NOT NULL)
    SELECT pg_temp.shown(body) AS shown FROM page) AS p;

UPDATE core.stations SET facilities = '{water,wifi}' WHERE name = 's4';
UPDATE core.stations SET status = 'suspended' WHERE name = 's2';
UPDATE core.stations SET district_code = '320722' WHERE name = 's9';
SELECT is(pg_temp.shown((pg_temp.found(district => '320706', facilities => wanted::jsonb)).body), expected, 'with ' || wanted)
FROM (VALUES ('["water"]', 's4 s6 s8'), ('["water", "wifi"]', 's4'), ('[]', 's1 s3 s4 s5 s6 s7 s8')) AS t (wanted, expected);
SELECT is(pg_temp.shown((pg_temp.found(district => '320706', open_now => false)).body), 's1 s3 s4 s5 s6 s7 s8',
          'false asks for no filter, and none that is suspended is found');
UPDATE core.stations SET status = 'active', district_code = '320706' WHERE name IN ('s2', 's9');

-- What changed
CREATE FUNCTION pg_temp.changes(cursor text, row_limit bigint DEFAULT 100) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(right(i ->> 'station_id', 1) || CASE WHEN json_typeof(i -> 'station') = 'null' THEN '-' ELSE '' END, ''), 'none')
        || CASE WHEN (c.body ->> 'has_more')::boolean THEN '…' ELSE '' END
    FROM api.station_changes(row_limit, cursor, 'gcj02') AS c LEFT JOIN LATERAL json_array_elements(c.body -> 'items') AS i ON true
    GROUP BY c.body ->> 'has_more'
$$;
DELETE FROM core.station_changes WHERE station_id NOT IN (SELECT id FROM core.stations);
SELECT is(pg_temp.changes(NULL), 'none', 'not before they are numbered');
SELECT is((SELECT body ->> 'numbered' FROM api.station_changes_number(100)), '9', 'numbered once');
SELECT is((SELECT body ->> 'numbered' FROM api.station_changes_number(100)), '0', 'not again');
SELECT is(length(pg_temp.changes(NULL)), 9, 'everything at first');
SELECT body ->> 'next_cursor' AS cursor FROM api.station_changes(100, NULL, 'gcj02') \gset
UPDATE core.stations SET name = name WHERE name = 's1';
UPDATE core.stations SET status = 'closed' WHERE name = 's2';
INSERT INTO core.station_exceptions (station_id, day) SELECT id, '2099-01-01' FROM core.stations WHERE name = 's3';
DELETE FROM core.stations WHERE name = 's4';
SELECT is((SELECT body ->> 'numbered' FROM api.station_changes_number(100)), '3', 'what is as before has not changed');
SELECT is((SELECT string_agg(c, '' ORDER BY c) FROM regexp_matches(pg_temp.changes(:'cursor'), '\d-?', 'g') AS m, unnest(m) AS c), '2-34-',
          'closed and gone are told, too');

SELECT * FROM finish();
ROLLBACK;
