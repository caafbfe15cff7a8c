-- Coverage: who has a station within reach, at which hours, where the gaps are, and what one more would do.
BEGIN;
\ir fixture/town.psql
SELECT plan(29);
\set haizhou '''00000001-0000-7000-8000-000000000003'''

-- Metres along the meridian of a station, from there to the north; of another one 20 km away to the south.
CREATE FUNCTION pg_temp.north(metres double precision) RETURNS geometry LANGUAGE sql
    RETURN ST_Project('SRID=4326;POINT(119.2 34.6)'::geography, metres, 0)::geometry;
INSERT INTO core.stations (id, name, address, district_code, location, status, open_24h) VALUES
    ('00000008-0000-7000-8000-000000000001', '日', 'x', '320706', pg_temp.north(0), 'active', false),
    ('00000008-0000-7000-8000-000000000002', '夜', 'x', '320706', pg_temp.north(-20000), 'active', true),
    ('00000008-0000-7000-8000-000000000003', '停', 'x', '320706', pg_temp.north(9000), 'suspended', true),
    ('00000008-0000-7000-8000-000000000004', '撤', 'x', '320706', pg_temp.north(9000), 'closed', true);
INSERT INTO core.station_hours (station_id, weekday, opens, closes)
SELECT '00000008-0000-7000-8000-000000000001', weekday, opens::time, closes::time
FROM (VALUES (1, '09:00', '12:30'), (2, '22:00', '02:00'), (3, '08:30', '10:00'), (7, '23:00', '01:00'), (8, '15:00', '16:00'), (6, '07:00', '07:01'))
    AS h (weekday, opens, closes);

CREATE FUNCTION pg_temp.point(metres double precision, weight bigint, district text DEFAULT '320706')
RETURNS core.demand_point LANGUAGE sql
    RETURN ROW('x', district, pg_temp.north(metres), weight)::core.demand_point;
CREATE FUNCTION pg_temp.said(demand core.demand_point[], weekday bigint DEFAULT 1, site geometry DEFAULT NULL,
                             grid_m bigint DEFAULT 1000) RETURNS jsonb LANGUAGE sql
    RETURN core.coverage_json(demand, 923, weekday, grid_m, site)::jsonb;
-- The hours at whose start somebody is within reach of an open station.
CREATE FUNCTION pg_temp.hours(metres double precision, weekday bigint) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(h ->> 'hour', ' ' ORDER BY (h ->> 'hour')::integer), '')
    FROM jsonb_array_elements(pg_temp.said(ARRAY[pg_temp.point(metres, 2)], weekday) -> 'hours') AS h
    WHERE (h ->> 'covered')::integer = 2 AND (h ->> 'share')::numeric = 1
$$;

SELECT is(pg_temp.said(ARRAY[pg_temp.point(metres, 1)]) ->> 'covered', covered, metres || ' metres')
FROM (VALUES (0, '1'), (922.9, '1'), (-922.9, '1'), (923.1, '0'), (9000, '0')) AS t (metres, covered);
SELECT is(pg_temp.hours(0, weekday), hours, 'weekday ' || weekday)
FROM (VALUES (1, '0 9 10 11 12'), (2, '22 23'), (3, '0 1 9'), (4, ''), (6, '7'), (7, '23')) AS t (weekday, hours);
SELECT is(pg_temp.hours(-20000, 4), '0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23', 'day and night');
SELECT is(pg_temp.said(ARRAY[pg_temp.point(0, 3), pg_temp.point(9000, 1)], 3) -> 'hours',
          (SELECT jsonb_agg(jsonb_build_object('hour', n, 'covered', c, 'share', c / 4.0) ORDER BY n)
           FROM generate_series(0, 23) AS n, LATERAL (SELECT CASE WHEN n IN (0, 1, 9) THEN 3 ELSE 0 END AS c) AS x),
          'hour after hour, a share of all there are');
SELECT is(core.coverage_json(ARRAY[pg_temp.point(500, 1), pg_temp.point(9000, 2)], metres, 1, 1000, site)::jsonb ->> 'covered'
          || (core.coverage_json(ARRAY[pg_temp.point(500, 1), pg_temp.point(9000, 2)], metres, 1, 1000, site)::jsonb #>> '{site,gained}'),
          expected, 'what is just as far away is within reach')
FROM (VALUES (pg_temp.north(0), pg_temp.north(500), pg_temp.north(30000), '10'),
             (pg_temp.north(9400), pg_temp.north(9000), pg_temp.north(9400), '02')) AS t (here, there, site, expected),
     LATERAL ST_DistanceSpheroid(here, there) AS metres;

SELECT is(pg_temp.said(ARRAY[pg_temp.point(0, 3), pg_temp.point(500, 4), pg_temp.point(9000, 5, '320707'),
                             pg_temp.point(0, 8, '320707'), ROW('x', '320706', NULL, 7)::core.demand_point])
          - ARRAY['hours', 'gaps'],
          '{"weight": 20, "covered": 15, "share": 0.75, "unlocated": 7, "site": null, "districts": [
              {"district_code": "320706", "weight": 7, "covered": 7, "share": 1.0},
              {"district_code": "320707", "weight": 13, "covered": 8, "share": 0.6154}]}', 'by weight, and by district');
SET LOCAL enable_sort = off;
SELECT is((SELECT jsonb_agg(d -> 'district_code') FROM jsonb_array_elements(pg_temp.said(ARRAY(
               SELECT pg_temp.point(0, 1, code) FROM unnest('{320724,320703,320707,320706,320722,NULL,320723}'::text[]) AS code)) -> 'districts') AS d),
          '["320703", "320706", "320707", "320722", "320723", "320724", null]', 'districts by their codes, none at the end');
RESET enable_sort;
SELECT is(pg_temp.said('{}') - 'hours', '{"weight": 0, "covered": 0, "share": null, "unlocated": 0, "site": null, "districts": [],
          "gaps": []}', 'of nobody');
SELECT is(pg_temp.said(ARRAY[pg_temp.point(0, 3), pg_temp.point(9000, 5), pg_temp.point(9900, 2), pg_temp.point(12000, 1)],
                       1, pg_temp.north(9500)) -> 'site', '{"gained": 7, "covered": 10, "share": 0.9091}', 'one more station');
SELECT is(pg_temp.said(ARRAY[pg_temp.point(0, 3), pg_temp.point(900, 5)], 1, pg_temp.north(100)) -> 'site',
          '{"gained": 0, "covered": 8, "share": 1.0}', 'where there is one already it gains nothing');

-- Gaps: the heaviest first, each in the middle of its cell
SELECT is((SELECT string_agg(concat_ws(' ', g ->> 'points', g ->> 'weight'), ', ')
           FROM jsonb_array_elements(pg_temp.said(ARRAY[
               pg_temp.point(0, 100), pg_temp.point(5000, 2), pg_temp.point(5010, 3), pg_temp.point(7500, 9),
               pg_temp.point(30000, 4)], 1, NULL, 200) -> 'gaps') AS g), '1 9, 2 5, 1 4', 'who is left, together where they are near');
SELECT is(pg_temp.said(ARRAY(SELECT ROW('x', NULL, place, 2)::core.demand_point FROM unnest(places) AS place)) -> 'gaps',
          (SELECT jsonb_agg(jsonb_build_object('lng', round(ST_X(centre)::numeric, 6), 'lat', round(ST_Y(centre)::numeric, 6),
                                               'points', 1, 'weight', 2) ORDER BY ST_X(place))
           FROM unnest(places) AS place, LATERAL core.grid_centre(place, 1000) AS centre), 'where they are, from the west')
FROM (SELECT ARRAY(SELECT ST_SetSRID(ST_MakePoint(119.9 - n * n % 11 * 0.05, 34.9 + n * 0.02), 4326)
                   FROM generate_series(1, 5) AS n)) AS p (places);
SELECT is((SELECT count(*) || ' ' || min((g ->> 'weight')::integer)
           FROM jsonb_array_elements(pg_temp.said(ARRAY(
               SELECT pg_temp.point(5000 + n * 1000, n) FROM generate_series(1, 120) AS n), 1, NULL, 500) -> 'gaps') AS g),
          '100 21', 'the hundred worst');
SELECT ok(bool_and(ST_DistanceSpheroid(place, core.grid_centre(place, 1000)) <= 710
                   AND core.grid_centre(core.grid_centre(place, 1000), 1000) = core.grid_centre(place, 1000)),
          'a cell of a kilometre has its middle within 710 metres')
FROM (SELECT ST_SetSRID(ST_MakePoint(118 + n * 0.0137, 20 + n * 0.0271), 4326) AS place FROM generate_series(1, 200) AS n) AS p;
SELECT is(count(DISTINCT core.grid_centre(ST_SetSRID(ST_MakePoint(119 + n * 0.0001, 60), 4326), 1000)) BETWEEN 5 AND 7, true,
          'and is a kilometre wide far from the equator, too')
FROM generate_series(0, 1000) AS n;

-- Of an organisation: as many as its members, where it is known where they are; who helps out there is not one
INSERT INTO core.memberships (person_id, organisation_id, is_primary)
VALUES ('0000000a-0000-7000-8000-000000000002', '00000001-0000-7000-8000-000000000005', false);
INSERT INTO core.organisation_sites (organisation_id, location)
VALUES ('00000001-0000-7000-8000-000000000005', pg_temp.north(0));
CREATE FUNCTION pg_temp.demand(root text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', d.name, d.district_code, d.place IS NOT NULL, d.weight), ', ' ORDER BY d.name COLLATE "C")
    FROM core.demand_of(root) AS d
$$;
SELECT is(pg_temp.demand('320000/320700/320706/'), '海州区总工会 320706 f 1, 花果山云雾茶厂工会 320706 t 2', 'of a district');
SELECT is(pg_temp.demand('320000/'), '海头镇电商工会 320707 f 1, 海州区总工会 320706 f 1, 花果山云雾茶厂工会 320706 t 2',
          'of a province');
UPDATE core.memberships SET span = tstzrange(lower(span), now()), end_reason = 'left' WHERE person_id = '0000000a-0000-7000-8000-000000000001';
UPDATE core.organisations SET status = 'dissolved' WHERE code = 'GY-0001';
SELECT is(pg_temp.demand('320000/'), '海州区总工会 320706 f 1, 花果山云雾茶厂工会 320706 t 1',
          'not who has left, nor what is no more');
SELECT is((SELECT array_agg(ARRAY[d.name, d.weight::text, round(ST_X(d.place)::numeric, 6)::text, d.district_code])
           FROM core.demand_read('[{"lng": 119.2, "lat": 34.6, "name": "a"}, {"lng": 119.3, "lat": 34.6, "weight": 5, "district_code": "320706"}]',
                                 'gcj02') AS d), ARRAY[ARRAY['a', '1', '119.200000', NULL], ARRAY[NULL, '5', '119.300000', '320706']],
          'points of a request count as one each where it says nothing');
SELECT * FROM finish();
ROLLBACK;
