-- station_nearby and station_get; that the order by distance is exact is proved against measuring
-- every station.
BEGIN;
\ir fixture/town.psql
SELECT plan(54);

-- Minutes of the week
SELECT is(core.minute_of_week(at), expected, at::text)
FROM (VALUES ('2026-11-23 00:00+08'::timestamptz, 0), ('2026-11-22 23:59:59+08', 10079),
             ('2026-11-22 16:00Z', 0), ('2026-11-25 12:30+08', 3630)) AS t(at, expected);
INSERT INTO core.stations (id, name, address, district_code, location, facilities, open_24h,
                           phone, host_unit, capacity, area_m2, verified_at)
VALUES
    ('00000008-0000-7000-8000-000000000001', '苍梧驿站', '苍梧路一号', '320706',
     'SRID=4326;POINT(119.2271 34.5957)', '{water,microwave}', false, '0518-85800000',
     '市总工会', 12, 25, '2026-05-01 10:00+08'),
    ('00000008-0000-7000-8000-000000000002', '朝阳驿站', '朝阳路二号', '320706',
     'SRID=4326;POINT(119.2271 34.6047)', '{water}', true, NULL, NULL, NULL, NULL, NULL),
    ('00000008-0000-7000-8000-000000000003', '郁洲驿站', '郁洲路三号', '320706',
     'SRID=4326;POINT(119.2380 34.5957)', '{microwave,wifi,water}', false, NULL, NULL, NULL, NULL, NULL);
\set cangwu '''00000008-0000-7000-8000-000000000001''::uuid'
\set yuzhou '''00000008-0000-7000-8000-000000000003''::uuid'
INSERT INTO core.station_hours (station_id, weekday, opens, closes) VALUES
    (:cangwu, 1, '08:00', '12:00'), (:cangwu, 1, '14:00', '18:00'),
    (:cangwu, 7, '22:00', '02:00'), (:cangwu, 3, '00:00', '24:00'), (:cangwu, 4, '00:00', '00:30');
SELECT is((SELECT open_minutes FROM core.stations WHERE id = :cangwu),
          '{[0,120),[480,720),[840,1080),[2880,4350),[9960,10080)}',
          'spans of the week, over midnight and over Sunday');
DELETE FROM core.station_hours WHERE station_id = :cangwu AND weekday IN (1, 4);
SELECT is((SELECT open_minutes FROM core.stations WHERE id = :cangwu),
          '{[0,120),[2880,4320),[9960,10080)}', 'follow the hours');
SELECT throws_ok('UPDATE core.station_hours SET opens = ''09:00''', '0A000', NULL, 'hours are replaced');
SELECT throws_ok(format('INSERT INTO core.station_hours VALUES (%L, 2, %L, %L)', :cangwu::text, opens, closes),
                 '23514', NULL, format('no hours %s to %s', opens, closes))
FROM (VALUES ('08:00', '08:00'), ('24:00', '08:00'), ('08:00', '00:00'), ('08:00:30', '09:00')) AS t(opens, closes);
SELECT throws_ok('UPDATE core.stations SET facilities = ''{water,minibar}''', '23503', NULL,
                 'an unknown facility');

-- One station
SELECT is((SELECT body::jsonb - ARRAY['open_now', 'next_change_at'] FROM api.station_get(:cangwu, 'gcj02')), '{
    "id": "00000008-0000-7000-8000-000000000001", "name": "苍梧驿站", "address": "苍梧路一号",
    "lng": 119.2271, "lat": 34.5957, "crs": "gcj02", "open_24h": false,
    "freshness": 0, "unconfirmed": false, "facilities": ["water", "microwave"],
    "verified_at": "2026-05-01T10:00:00+08:00", "confirmed_at": null, "district_code": "320706", "hours": [{"weekday": 3, "opens": "00:00", "closes": "24:00"},
    {"weekday": 7, "opens": "22:00", "closes": "02:00"}],
    "holiday_hours": "usual", "exceptions": [], "phone": "0518-85800000",
    "host_unit": "市总工会", "capacity": 12, "area_m2": 25, "photos": [], "honours": [], "status": "active"}'::jsonb, 'a station');
SELECT is((SELECT body ->> 'open_now' FROM api.station_get('00000008-0000-7000-8000-000000000002', 'gcj02')),
          'true', 'is open the whole day');
SELECT is((SELECT outcome FROM api.station_get(:nobody, 'gcj02')), 'station_not_found', 'an unknown station');

-- Near by
CREATE FUNCTION pg_temp.nearby(lng double precision, lat double precision, radius_m bigint, row_limit bigint,
                               cursor text, open_now boolean, facilities text[], district_code text DEFAULT NULL,
                               crs text DEFAULT 'gcj02', answer_crs text DEFAULT 'gcj02', geojson boolean DEFAULT false,
                               OUT outcome text, OUT body json) LANGUAGE sql AS $$
    SELECT n.outcome, n.body::json FROM api.station_nearby(ARRAY[lng], ARRAY[lat], ARRAY[crs], ARRAY[radius_m],
        ARRAY[row_limit], ARRAY[cursor], ARRAY[open_now], ARRAY[facilities::text], ARRAY[district_code],
        ARRAY[answer_crs], ARRAY[geojson]) AS n
$$;
CREATE FUNCTION pg_temp.near(radius_m bigint DEFAULT 3000, open_now boolean DEFAULT NULL,
                             facilities text[] DEFAULT NULL, row_limit bigint DEFAULT 20,
                             cursor text DEFAULT NULL) RETURNS json LANGUAGE sql
    RETURN (SELECT body FROM pg_temp.nearby(119.2271, 34.5957, radius_m, row_limit, cursor, open_now, facilities));
CREATE FUNCTION pg_temp.names(body json) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(left(item ->> 'name', 2) || (item ->> 'distance_m'), ' ')
            FROM json_array_elements(body -> 'items') AS item);
SELECT is((pg_temp.near() -> 'items' -> 0)::jsonb - ARRAY['open_now', 'next_change_at'], '{
    "id": "00000008-0000-7000-8000-000000000001", "name": "苍梧驿站", "address": "苍梧路一号",
    "lng": 119.2271, "lat": 34.5957, "crs": "gcj02", "distance_m": 0, "freshness": 0, "unconfirmed": false, "open_24h": false,
    "facilities": ["water", "microwave"], "verified_at": "2026-05-01T10:00:00+08:00"}'::jsonb, 'an item');
SELECT is(pg_temp.near() ->> 'crs', 'gcj02', 'the answer says in which system');
-- protocols: 0.009 degrees of latitude are 998.4 m, 0.0109 degrees of longitude 999.9 m
SELECT is(pg_temp.names(pg_temp.near()), '苍梧0 朝阳998 郁洲1000', 'nearest first, in metres');
SELECT is(pg_temp.names(pg_temp.near(999)), '苍梧0 朝阳998', 'the radius is metres too');
SELECT is(pg_temp.names(pg_temp.near(3000, NULL, '{water,microwave}')), '苍梧0 郁洲1000',
          'all the facilities asked for');
SELECT is(pg_temp.names(pg_temp.near(3000, NULL, '{minibar}')), NULL, 'nobody has the unknown');
SELECT is(pg_temp.names(pg_temp.near(3000, NULL, '{}')), '苍梧0 朝阳998 郁洲1000', 'nothing asked for');
DELETE FROM core.station_hours;
SELECT is(pg_temp.names(pg_temp.near(3000, true)), '朝阳998', 'those that are open now');
SELECT is(pg_temp.names(pg_temp.near(3000, false)), '苍梧0 朝阳998 郁洲1000', 'false asks for no filter');
INSERT INTO core.station_hours
SELECT :yuzhou, extract(isodow FROM at)::bigint, date_trunc('minute', at)::time,
       (date_trunc('minute', at) + interval '1 minute')::time
FROM (SELECT now() AT TIME ZONE 'Asia/Shanghai' AS at) AS t
WHERE date_trunc('minute', at)::time < '23:59';
SELECT is(pg_temp.names(pg_temp.near(3000, true)),
          '朝阳998' || CASE WHEN EXISTS (SELECT FROM core.station_hours) THEN ' 郁洲1000' ELSE '' END,
          'open for this very minute');
SELECT is(pg_temp.near(3000, NULL, '{wifi}') #>> '{items,0,open_now}',
          EXISTS (SELECT FROM core.station_hours)::text, 'as the item says');
UPDATE core.stations SET unconfirmed_since = now(), confirmed_at = now() - interval '15 days' WHERE id = :yuzhou;
SELECT is((SELECT ARRAY[i ->> 'freshness', i ->> 'unconfirmed'] FROM (SELECT pg_temp.near(3000, NULL, '{wifi}') #> '{items,0}' AS i) AS n),
          '{50,true}', 'how fresh the word about it is, and that nobody confirms it');
UPDATE core.stations SET name = '玉洲驿站' WHERE id = :yuzhou;
SELECT is(pg_temp.names(pg_temp.near(facilities => '{wifi}')), '玉洲1000', 'what changes is shown');
UPDATE core.stations SET status = 'suspended' WHERE id = :yuzhou;
SELECT is(pg_temp.names(pg_temp.near()), '苍梧0 朝阳998', 'none that is suspended');
SELECT is((SELECT (body ->> 'status') || (body ->> 'open_now') FROM api.station_get(:yuzhou, 'gcj02')),
          'suspendedfalse', 'which is not open, whatever its hours');
SELECT is(pg_temp.names(pg_temp.near(row_limit => 1)) || ', '
          || pg_temp.names(pg_temp.near(row_limit => 1, cursor => pg_temp.near(row_limit => 1) ->> 'next_cursor')),
          '苍梧0, 朝阳998', 'page by page');
SELECT is(pg_temp.near(row_limit => 2) ->> 'next_cursor', NULL, 'a full last page has no next');
SELECT is((SELECT outcome FROM pg_temp.nearby(119, 34, 1000, 20, c, NULL, NULL)), 'cursor_invalid',
          format('cursor %s', c))
FROM unnest(ARRAY['x', core.cursor_encode('{"id": "0000000f-0000-7000-8000-00000000000f"}'),
                  core.cursor_encode('{"id": null}')]) AS c;

-- Those who ask together get what each of them would get alone
SELECT results_eq(
    $$SELECT ord, outcome, pg_temp.names(body::json)
      FROM api.station_nearby(ARRAY[119.2271, 119.2271, 119.2271, 0], ARRAY[34.5957, 34.5957, 34.5957, 0],
          array_fill('gcj02'::text, '{4}'), ARRAY[3000, 3000, 3000, 100], ARRAY[1, 20, 20, 20], ARRAY[NULL, 'x', NULL, NULL],
          ARRAY[NULL, NULL, true, NULL], ARRAY[NULL, NULL, '{water}', NULL], array_fill(NULL::text, '{4}'),
          array_fill('gcj02'::text, '{4}'), array_fill(false, '{4}')) ORDER BY ord$$,
    $$VALUES (1::bigint, 'ok', pg_temp.names(pg_temp.near(row_limit => 1))), (2, 'cursor_invalid', NULL),
             (3, 'ok', pg_temp.names(pg_temp.near(open_now => true, facilities => '{water}'))), (4, 'ok', NULL)$$,
    'four who ask together');

-- The box holds its circle
SELECT is((SELECT count(*) FROM generate_series(-80, 80, 16) AS lat, generate_series(0, 345, 15) AS way,
               unnest(ARRAY[100, 3000, 50000]) AS metres,
               LATERAL (SELECT ST_SetSRID(ST_MakePoint(119, lat), 4326) AS here) AS h
           WHERE NOT core.station_box(here, metres)
                 ~ ST_Project(here::geography, metres, radians(way))::geometry), 0::bigint,
          'no point of a circle lies outside its box');
SELECT is((SELECT count(*) FROM generate_series(-80, 80, 16) AS lat, generate_series(0, 345, 15) AS way,
               unnest(ARRAY[119, 179.9, -179.95]) AS lng, unnest(ARRAY[100, 3000, 50000]) AS metres,
               LATERAL (SELECT ST_Project(ST_SetSRID(ST_MakePoint(lng, lat), 4326)::geography, metres, radians(way))::geometry AS place) AS p
           WHERE NOT EXISTS (SELECT FROM unnest(core.plane_boxes(lng, lat, metres)) AS box
                             WHERE core.plane_of(ST_X(place), ST_Y(place)) <@ box)), 0::bigint,
          'nor outside its boxes on the plane, across the date line either');

-- Ten metres in any direction are no farther on the plane than its fewest metres allow, and northwards as far
SELECT is_empty($$
    SELECT lat, min(ratio), max(ratio)
    FROM generate_series(0, 84, 4) AS lat, generate_series(0, 345, 15) AS way,
        LATERAL (SELECT ST_Project(ST_SetSRID(ST_MakePoint(119, lat), 4326)::geography, 10, radians(way))::geometry AS place) AS p,
        LATERAL (SELECT 10 / ((core.plane_of(119, lat) <-> core.plane_of(ST_X(place), ST_Y(place)))
                              * core.plane_metres(lat + 10 / 110574.0)) AS ratio) AS r
    GROUP BY lat HAVING min(ratio) NOT BETWEEN 1 AND 1.00002$$, 'a degree of the plane has so many metres');

-- On the plane, seven are nearer than the eighth, which is nearest in metres
INSERT INTO core.stations (name, address, district_code, location)
SELECT name, 'x', '320706', ST_SetSRID(ST_MakePoint(lng, lat), 4326)
FROM (VALUES ('east', 7, 10.01, 0), ('north', 1, 10, 0.01003)) AS s (name, count, lng, lat), generate_series(1, count);
SELECT is((pg_temp.nearby(10, 0, 3000, 1, NULL, NULL, NULL)).body::json #>> '{items,0,name}', 'north', 'metres decide');
-- However many are, and whatever is asked for
INSERT INTO core.stations (name, address, district_code, location)
SELECT name, 'x', '320706', ST_SetSRID(ST_MakePoint(lng, lat), 4326)
FROM (VALUES ('east', 30, 110.01, 10), ('north', 1, 110, 10.00991)) AS s (name, count, lng, lat), generate_series(1, count);
SELECT is((SELECT ARRAY[i ->> 'name', i ->> 'crs'] FROM pg_temp.nearby(110, 10, 3000, 1, NULL, NULL, NULL, answer_crs => 'wgs84') AS n,
           json_array_elements(n.body -> 'items') AS i), '{north,wgs84}', 'metres decide among thirty, in the coordinates asked for');
-- However far away the nearest beyond the date line is: each side has its own few
INSERT INTO core.stations (name, address, district_code, location)
SELECT name, 'x', '320706', ST_SetSRID(ST_MakePoint(lng, lat), 4326)
FROM (VALUES ('east', 7, 179.995, 0), ('north', 1, 179.99, 0.005015), ('beyond', 1, -179.995, 0)) AS s (name, count, lng, lat),
    generate_series(1, count);
SELECT is((pg_temp.nearby(179.99, 0, 3000, 1, NULL, NULL, NULL)).body::json #>> '{items,0,name}', 'north', 'at the date line, too');

-- Towards a pole the plane's degrees get shorter on the way: five that are nearer on it stand between
INSERT INTO core.stations (name, address, district_code, location)
SELECT name, 'x', '320706', ST_Project(ST_SetSRID(ST_MakePoint(20, pole * 80), 4326)::geography, metres, radians(CASE WHEN pole * way > 0 THEN 0 ELSE 180 END))::geometry
FROM (VALUES ('off', 2, 39500, -1), ('off', 5, 40800, -1), ('poleward', 1, 39450, 1)) AS s (name, count, metres, way),
    generate_series(1, count), unnest(ARRAY[-1, 1]) AS pole;
SELECT is((pg_temp.nearby(20, pole * 80, 50000, 1, NULL, NULL, NULL)).body::json #>> '{items,0,name}', 'poleward', 'metres decide at ' || pole * 80)
FROM unnest(ARRAY[-1, 1]) AS pole;

-- Against measuring all of them: crowds, lone ones, and several in the same place
SELECT setseed(0.5) \g /dev/null
INSERT INTO core.stations (name, address, district_code, location, facilities, open_24h)
SELECT i, 'x', '320706', ST_SetSRID(ST_MakePoint(
           CASE WHEN i % 4 = 0 THEN 118.4 + random() * 1.4 ELSE 119.2 + random() * random() * 0.1 END,
           CASE WHEN i % 4 = 0 THEN 33.9 + random() * 1.2 ELSE 34.6 + random() * random() * 0.1 END), 4326),
       CASE WHEN i % 50 = 0 THEN '{aed,water}' WHEN i % 3 = 0 THEN '{water}' ELSE '{}' END::text[], i % 7 = 0
FROM generate_series(1, 2000) AS i;
INSERT INTO core.stations (name, address, district_code, location)
SELECT name || 'b', address, district_code, location FROM core.stations WHERE address = 'x' LIMIT 100;
ANALYZE core.stations;

-- The whole list, page by page
CREATE FUNCTION pg_temp.paged(lng double precision, lat double precision, radius_m bigint,
                              row_limit bigint, open_now boolean, facilities text[]) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE
    found text[] := '{}';
    page json;
BEGIN
    LOOP
        SELECT body INTO page FROM pg_temp.nearby(lng, lat, radius_m, row_limit, page ->> 'next_cursor', open_now,
                                                  facilities);
        found := found || ARRAY(SELECT item ->> 'id' FROM json_array_elements(page -> 'items')
                                WITH ORDINALITY AS i(item, ord) ORDER BY ord);
        EXIT WHEN page ->> 'next_cursor' IS NULL;
    END LOOP;
    RETURN found;
END
$$;
CREATE FUNCTION pg_temp.measured(lng double precision, lat double precision, radius_m bigint,
                                 open_now boolean, facilities text[]) RETURNS text[]
LANGUAGE sql AS $$
    SELECT coalesce(array_agg(s.id::text ORDER BY metres, s.id), '{}')
    FROM core.stations AS s,
         LATERAL ST_Distance(s.location::geography, ST_SetSRID(ST_MakePoint(lng, lat), 4326)::geography) AS metres
    WHERE s.status = 'active' AND metres <= radius_m AND s.facilities @> coalesce(measured.facilities, '{}')
      AND (open_now IS NOT TRUE OR s.open_24h)
$$;
SELECT is(pg_temp.paged(10, 0, 3000, few, NULL, NULL), pg_temp.measured(10, 0, 3000, NULL, NULL),
          format('seven in one place, %s by %s', few, few)) FROM generate_series(1, 3) AS few;
SET LOCAL enable_nestloop = off;
SET LOCAL enable_hashjoin = off;
DISCARD PLANS;
SELECT is(pg_temp.paged(119.25, 34.65, 20000, 100, NULL, NULL), pg_temp.measured(119.25, 34.65, 20000, NULL, NULL), 'however they are joined');
RESET enable_nestloop;
RESET enable_hashjoin;
DISCARD PLANS;
DELETE FROM core.station_hours;
CREATE TEMP TABLE asked AS
SELECT CASE WHEN i % 2 = 0 THEN 118.9 + random() * 0.6 ELSE 119.2 + random() * 0.1 END AS lng,
       CASE WHEN i % 2 = 0 THEN 34.3 + random() * 0.6 ELSE 34.6 + random() * 0.1 END AS lat, r.radius_m,
       r.row_limit, r.open_now, r.facilities, r.what
FROM (VALUES (3000, 20, NULL, NULL, 'as usual'), (50000, 100, NULL, NULL, 'far'),
             (50000, 7, true, NULL, 'open ones'), (50000, 20, NULL, '{aed}', 'rare facilities'),
             (800, 1, NULL, NULL, 'one by one'), (20000, 20, true, '{aed,water}', 'rare and open'))
     AS r(radius_m, row_limit, open_now, facilities, what), generate_series(1, 8) AS i;
SELECT ok(count(*) > 0 AND bool_and(a.paged = a.measured),
          format('%s: %s lists of up to %s stations', what, count(*), max(cardinality(a.measured))))
FROM (SELECT what, pg_temp.paged(lng, lat, radius_m, row_limit, open_now, facilities::text[]) AS paged,
             pg_temp.measured(lng, lat, radius_m, open_now, facilities::text[]) AS measured FROM asked) AS a
GROUP BY what;

SELECT * FROM finish();
ROLLBACK;
