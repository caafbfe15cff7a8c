-- 10,000 random questions for the nearest stations, each answered again by measuring every station: ties, high
-- latitudes, outside China, all filters, hours of yesterday that are still on.
BEGIN;
\ir fixture/town.psql
\ir fixture/hours.psql
SELECT plan(9);
SELECT setseed(0.125) \g /dev/null
CREATE FUNCTION pg_temp.around(lng double precision) RETURNS double precision LANGUAGE sql
    RETURN CASE WHEN lng > 180 THEN lng - 360 ELSE lng END;
CREATE FUNCTION pg_temp.at(lng double precision, lat double precision) RETURNS geometry LANGUAGE sql
    RETURN ST_SetSRID(ST_MakePoint(pg_temp.around(lng), lat), 4326);

-- Where stations stand: a city, its country, the north, Tokyo, the equator, both sides of the date line, the south
CREATE TEMPORARY TABLE regions AS
SELECT * FROM (VALUES (0, 119.2, 34.6, 0.08), (1, 119.2, 34.6, 0.08), (2, 119.0, 34.5, 0.6), (3, 25.0, 84.4, 0.5),
                      (4, 139.7, 35.7, 0.1), (5, 0.0, 0.0, 0.2), (6, 179.95, -16.5, 0.3), (7, -70.9, -53.1, 0.3))
    AS r (n, lng, lat, spread);
INSERT INTO core.stations (name, address, district_code, location, facilities, open_24h, holiday_hours)
SELECT 'n' || i, 'x', (ARRAY['320706', '320722'])[1 + i % 2],
       pg_temp.at(r.lng + (random() - 0.5) * 2 * r.spread, r.lat + (random() - 0.5) * 2 * r.spread),
       CASE i % 4 WHEN 0 THEN '{water,aed}' WHEN 1 THEN '{water}' ELSE '{}' END::text[], i % 6 = 0,
       (ARRAY['usual', 'closed', 'own'])[1 + i % 3]
FROM generate_series(1, 320) AS i JOIN regions AS r ON r.n = i % 8;
INSERT INTO core.stations (name, address, district_code, location, facilities)
SELECT 'tie', 'x', district_code, location, facilities FROM core.stations WHERE name ~ '^n\d*[05]$';
INSERT INTO core.station_hours (station_id, weekday, opens, closes)
SELECT s.id, 1 + floor(random() * 8), make_time(floor(random() * 24)::integer, 0, 0), make_time(floor(random() * 24)::integer, 30, 0)
FROM core.stations AS s, generate_series(1, 5) ON CONFLICT DO NOTHING;
SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today \gset
INSERT INTO core.holidays (day, name) VALUES (:'today', '试验节') ON CONFLICT (day) DO UPDATE SET worked_as = NULL;
INSERT INTO core.station_exceptions (station_id, day, opens, closes)
SELECT s.id, :'today'::date - (random() * 2)::integer, CASE WHEN i = 1 THEN '18:00'::time END, CASE WHEN i = 1 THEN '17:00'::time END
FROM core.stations AS s, generate_series(1, 2) AS i WHERE random() < 0.2 ON CONFLICT DO NOTHING;
SELECT core.station_holidays_apply(1000) \g /dev/null
ANALYZE core.stations;
CREATE TEMPORARY TABLE truth AS
SELECT s.*, ST_X(s.location) AS lng, ST_Y(s.location) AS lat, EXISTS (
    SELECT FROM pg_temp.spans(:'today'::date - 1, :'today') AS p
    WHERE p.id = s.id AND now() AT TIME ZONE 'Asia/Shanghai' >= p.opens AND now() AT TIME ZONE 'Asia/Shanghai' < p.closes) AS is_open
FROM core.stations AS s;

-- Asked at random places, some of them just where a station stands, and beyond the northernmost
CREATE TEMPORARY TABLE asked AS
SELECT i AS n, CASE WHEN i % 11 = 0 THEN t.lng ELSE pg_temp.around(r.lng + (random() - 0.5) * 2.6 * r.spread) END AS lng,
       CASE WHEN i % 11 = 0 THEN t.lat ELSE least(r.lat + (random() - 0.5) * 2.6 * r.spread, 90) END AS lat,
       (ARRAY[100, 500, 3000, 12000, 50000])[1 + floor(random() * 5)::integer]::bigint AS radius_m,
       (ARRAY[1, 5, 20, 100])[1 + floor(random() * 4)::integer]::bigint AS row_limit,
       CASE WHEN random() < 0.4 THEN random() < 0.7 END AS open_now,
       CASE floor(random() * 5) WHEN 0 THEN '{water}' WHEN 1 THEN '{aed,water}' END AS facilities,
       CASE WHEN random() < 0.2 THEN '320722' END AS district, NULL::text AS cursor, NULL::bigint AS after
FROM generate_series(1, 10000) AS i
JOIN regions AS r ON r.n = i % 8
JOIN (SELECT lng, lat, row_number() OVER (ORDER BY md5(name)) - 1 AS nth FROM truth) AS t ON t.nth = i % 384;
CREATE FUNCTION pg_temp.answers() RETURNS TABLE (n integer, body json) LANGUAGE sql AS $$
    SELECT b.ns[a.ord], a.body::json
    FROM (SELECT array_agg(n ORDER BY n) AS ns, array_agg(lng ORDER BY n) AS lngs, array_agg(lat ORDER BY n) AS lats,
                 array_agg(radius_m ORDER BY n) AS radii, array_agg(row_limit ORDER BY n) AS limits, array_agg(cursor ORDER BY n) AS cursors,
                 array_agg(open_now ORDER BY n) AS opens, array_agg(facilities ORDER BY n) AS facilities,
                 array_agg(district ORDER BY n) AS districts
          FROM asked GROUP BY n / 200) AS b,
         LATERAL api.station_nearby(b.lngs, b.lats, array_fill('gcj02'::text, ARRAY[cardinality(b.ns)]), b.radii, b.limits,
             b.cursors, b.opens, b.facilities, b.districts, array_fill('gcj02'::text, ARRAY[cardinality(b.ns)]),
             array_fill(false, ARRAY[cardinality(b.ns)])) AS a
$$;
CREATE TEMPORARY TABLE answers AS SELECT * FROM pg_temp.answers();
CREATE TEMPORARY TABLE told AS
SELECT a.n, i.nth, (i.item ->> 'id')::uuid AS id, (i.item ->> 'distance_m')::bigint AS distance_m, (i.item ->> 'open_now')::boolean AS is_open
FROM answers AS a, json_array_elements(a.body -> 'items') WITH ORDINALITY AS i (item, nth);
-- One degree of latitude has more than 110,500 m: the rest need not be measured.
CREATE TEMPORARY TABLE measured AS
SELECT q.n, t.id, far.metres, t.is_open, row_number() OVER (PARTITION BY q.n ORDER BY far.metres, t.id) AS nth
FROM asked AS q
JOIN truth AS t ON abs(t.lat - q.lat) <= q.radius_m / 110500.0
    AND (q.open_now IS NOT TRUE OR t.is_open) AND t.facilities @> coalesce(q.facilities::text[], '{}')
    AND t.district_code = coalesce(q.district, t.district_code)
CROSS JOIN LATERAL (SELECT ST_Distance(t.location::geography, pg_temp.at(q.lng, q.lat)::geography) AS metres OFFSET 0) AS far
WHERE far.metres <= q.radius_m;
CREATE INDEX ON measured (n, nth);
CREATE FUNCTION pg_temp.differences() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM told AS a
    FULL JOIN (SELECT m.n, m.nth - coalesce(q.after, 0) AS nth, m.id, m.metres, m.is_open
               FROM measured AS m JOIN asked AS q USING (n)
               WHERE m.nth > coalesce(q.after, 0) AND m.nth <= coalesce(q.after, 0) + q.row_limit) AS m USING (n, nth)
    WHERE a.id IS DISTINCT FROM m.id OR a.is_open IS DISTINCT FROM m.is_open OR abs(a.distance_m - m.metres) > 0.5000001
$$;
SELECT is((SELECT count(*) FROM answers), 10000::bigint, 'each is answered');
SELECT is(pg_temp.differences(), 0::bigint, 'the same stations in the same order, at the same distance, open or not');
SELECT is((SELECT count(*) FROM answers AS a JOIN asked AS q USING (n)
           WHERE (a.body ->> 'next_cursor' IS NOT NULL) <> ((SELECT count(*) FROM measured AS m WHERE m.n = a.n) > q.row_limit)),
          0::bigint, 'more are promised when there are more');
SELECT cmp_ok((SELECT count(*) FROM told), '>', 30000::bigint, 'there was something to find');
SELECT cmp_ok((SELECT count(*) FROM told AS a JOIN told AS b ON (b.n, b.nth) = (a.n, a.nth + 1) JOIN truth AS s ON s.id = a.id
               JOIN truth AS t ON t.id = b.id WHERE s.location = t.location), '>', 1000::bigint, 'ties among them');
SELECT is((SELECT count(DISTINCT CASE WHEN t.lng > 179 AND q.lng < -179 THEN 'west' WHEN t.lng < -179 AND q.lng > 179 THEN 'east' WHEN t.lat > 83 THEN 'north' WHEN t.lat < -52 THEN 'south' END)
           FROM told AS a JOIN asked AS q USING (n) JOIN truth AS t USING (id)), 4::bigint,
          'and places at the ends of the earth, across the date line, too');

-- The second pages of all that have one
UPDATE asked AS q SET cursor = a.body ->> 'next_cursor', after = q.row_limit FROM answers AS a WHERE a.n = q.n;
DELETE FROM asked WHERE cursor IS NULL;
DELETE FROM measured AS m WHERE NOT EXISTS (SELECT FROM asked AS q WHERE q.n = m.n);
TRUNCATE told;
INSERT INTO told
SELECT a.n, i.nth, (i.item ->> 'id')::uuid, (i.item ->> 'distance_m')::bigint, (i.item ->> 'open_now')::boolean
FROM pg_temp.answers() AS a, json_array_elements(a.body -> 'items') WITH ORDINALITY AS i (item, nth);
SELECT is(pg_temp.differences(), 0::bigint, format('the same on %s second pages', (SELECT count(*) FROM asked)));

-- The distance itself, by Vincenty's inverse formula (Survey Review 1975)
CREATE FUNCTION pg_temp.vincenty(lng1 double precision, lat1 double precision, lng2 double precision, lat2 double precision)
RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
    a CONSTANT double precision := 6378137;
    f CONSTANT double precision := 1 / 298.257223563;
    b CONSTANT double precision := a * (1 - f);
    u1 double precision := atan((1 - f) * tan(radians(lat1)));
    u2 double precision := atan((1 - f) * tan(radians(lat2)));
    l double precision := radians(lng2 - lng1);
    lambda double precision := radians(lng2 - lng1);
    ss double precision; cs double precision; sigma double precision; sa double precision; ca2 double precision;
    cm double precision; c double precision; uu double precision; aa double precision; bb double precision;
BEGIN
    FOR i IN 1 .. 40 LOOP
        ss := sqrt((cos(u2) * sin(lambda)) ^ 2 + (cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(lambda)) ^ 2);
        IF ss = 0 THEN RETURN 0; END IF;
        cs := sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(lambda);
        sigma := atan2(ss, cs);
        sa := cos(u1) * cos(u2) * sin(lambda) / ss;
        ca2 := 1 - sa * sa;
        cm := CASE WHEN ca2 = 0 THEN 0 ELSE cs - 2 * sin(u1) * sin(u2) / ca2 END;
        c := f / 16 * ca2 * (4 + f * (4 - 3 * ca2));
        lambda := l + (1 - c) * f * sa * (sigma + c * ss * (cm + c * cs * (2 * cm * cm - 1)));
    END LOOP;
    uu := ca2 * (a * a - b * b) / (b * b);
    aa := 1 + uu / 16384 * (4096 + uu * (-768 + uu * (320 - 175 * uu)));
    bb := uu / 1024 * (256 + uu * (-128 + uu * (74 - 47 * uu)));
    RETURN b * aa * (sigma - bb * ss * (cm + bb / 4 * (cs * (2 * cm * cm - 1) - bb / 6 * cm * (4 * ss * ss - 3) * (4 * cm * cm - 3))));
END
$$;
SELECT is((SELECT count(*) FROM told AS a JOIN asked AS q USING (n) JOIN truth AS t USING (id)
           WHERE a.n % 19 = 0 AND abs(pg_temp.vincenty(q.lng, q.lat, t.lng, t.lat) - a.distance_m) > 0.51), 0::bigint, 'within half a metre');
SELECT cmp_ok((SELECT count(*) FROM told WHERE n % 19 = 0), '>', 300::bigint, 'which many were measured by');

SELECT * FROM finish();
ROLLBACK;
