-- Weeks, exceptions and holidays of a station: what is open when, and until when; compared at the end with the
-- obvious way to know it, minute by minute.
BEGIN;
\ir fixture/town.psql
\ir fixture/hours.psql
SELECT plan(28);

-- Days are told from Monday on; the weeks of the future that are asked about hold no holidays but ours.
SELECT date_trunc('week', now() AT TIME ZONE 'Asia/Shanghai')::date + 21 AS monday \gset
DELETE FROM core.holidays;
\set bank '''00000008-0000-7000-8000-000000000001''::uuid'
\set always '''00000008-0000-7000-8000-000000000002''::uuid'
INSERT INTO core.stations (id, name, address, district_code, location, open_24h)
SELECT id::uuid, name, 'x', '320706', 'SRID=4326;POINT(119.2271 34.5957)', open_24h
FROM (VALUES (:bank, '银行驿站', false), (:always, '全天驿站', true)) AS s (id, name, open_24h);
INSERT INTO core.station_hours (station_id, weekday, opens, closes)
SELECT :bank, weekday, opens::time, closes::time
FROM (VALUES (1, '09:00', '12:00'), (1, '13:00', '17:00'), (2, '09:00', '17:00'), (3, '20:00', '02:00'), (7, '22:00', '06:00'))
    AS h (weekday, opens, closes);

CREATE FUNCTION pg_temp.at(monday date, day integer, clock time) RETURNS integer LANGUAGE sql
    RETURN core.minute_at((monday + day + clock) AT TIME ZONE 'Asia/Shanghai');
-- open or shut, and the change that comes next: '1+09:00' is Tuesday's nine o'clock
CREATE FUNCTION pg_temp.told(station uuid, monday date, day integer, clock time) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN core.station_is_open(s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, m) THEN 'open' ELSE 'shut' END
        || coalesce(' until ' || (core.minute_json(n)::json #>> '{}')::timestamptz::date - monday || '+'
           || to_char((core.minute_json(n)::json #>> '{}')::timestamptz, 'HH24:MI'), ' for ever')
    FROM core.stations AS s, LATERAL pg_temp.at(monday, day, clock) AS m, LATERAL core.station_next_change(
        s.open_24h, s.week_changes, s.open_minutes, s.exceptional, s.exceptional_open, m) AS n
    WHERE s.id = station
$$;

SELECT is((SELECT week_changes FROM core.stations WHERE id = :bank),
          '{360,540,720,780,1020,1980,2460,4080,4440,9960}', 'the changes of a week; Sunday''s end is Monday morning''s');
SELECT is(core.week_changes('{[0,10080)}'), '{}', 'a week that never shuts has none');
SELECT is(core.week_changes('{[9000,10080)}'), '{0,9000}', 'shut at Sunday midnight');
SELECT is(pg_temp.told(:bank, :'monday', day, clock::time), expected, format('%s %s', day, clock))
FROM (VALUES (0, '08:59', 'shut until 0+09:00'), (0, '09:00', 'open until 0+12:00'), (0, '12:00', 'shut until 0+13:00'),
             (1, '17:00', 'shut until 2+20:00'), (2, '23:59', 'open until 3+02:00'), (3, '01:59', 'open until 3+02:00'),
             (3, '02:00', 'shut until 6+22:00'), (6, '23:00', 'open until 7+06:00'), (7, '05:59', 'open until 7+06:00'))
    AS t (day, clock, expected);
SELECT is(pg_temp.told(:always, :'monday', 0, '12:00'), 'open for ever', 'always open');

-- Exceptions: shut on Tuesday, later on Wednesday (over midnight), open on Friday
INSERT INTO core.station_exceptions (station_id, day, opens, closes, note)
SELECT :bank, :'monday'::date + day, opens::time, closes::time, note
FROM (VALUES (1, NULL, NULL, '检修'), (2, '22:00', '03:00', NULL), (4, '10:00', '11:00', NULL), (4, '12:00', '24:00', NULL))
    AS e (day, opens, closes, note);
INSERT INTO core.station_exceptions (station_id, day) VALUES (:always, :'monday'::date + 1);
SELECT is(pg_temp.told(:bank, :'monday', day, clock::time), expected, format('with exceptions, %s %s', day, clock))
FROM (VALUES (0, '17:00', 'shut until 2+22:00'), (2, '21:00', 'shut until 2+22:00'), (3, '02:30', 'open until 3+03:00'),
             (4, '10:30', 'open until 4+11:00'), (4, '23:00', 'open until 5+00:00')) AS t (day, clock, expected);
SELECT is(pg_temp.told(:always, :'monday', 0, '12:00') || ', ' || pg_temp.told(:always, :'monday', 1, '12:00'),
          'open until 1+00:00, shut until 2+00:00', 'one that is always open, but for a day');
SELECT throws_ok('UPDATE core.station_exceptions SET opens = ''09:00''', '0A000', NULL, 'exceptions are replaced');

-- Holidays: Monday and Tuesday off, Saturday worked as Monday
INSERT INTO core.holidays (day, name, worked_as)
SELECT :'monday'::date + day, '试验节', worked_as FROM (VALUES (0, NULL), (1, NULL), (5, 1)) AS h (day, worked_as);
SELECT is(pg_temp.told(:bank, :'monday', 0, '10:00'), 'open until 0+12:00', 'who does not heed them');
DELETE FROM core.station_exceptions;
UPDATE core.stations SET holiday_hours = 'closed';
SELECT is(pg_temp.told(:bank, :'monday', 0, '10:00') || ', ' || pg_temp.told(:bank, :'monday', 5, '10:00'),
          'shut until 2+20:00, open until 5+12:00', 'who shuts on them');
UPDATE core.stations SET holiday_hours = 'own';
INSERT INTO core.station_hours VALUES (:bank, 8, '10:00', '10:30');
SELECT is(pg_temp.told(:bank, :'monday', 0, '10:00') || ', ' || pg_temp.told(:bank, :'monday', 0, '10:30'),
          'open until 0+10:30, shut until 1+10:00', 'who has hours of their own then');
DELETE FROM core.holidays;
SELECT is((SELECT count(*) FROM core.stations WHERE NOT isempty(exceptional)), 0::bigint, 'when they are called off');

-- Minute by minute over a month, for stations with anything
INSERT INTO core.holidays (day, name, worked_as)
SELECT :'monday'::date + day, '试验节', CASE WHEN day = 12 THEN 3 END FROM unnest(ARRAY[6, 7, 8, 12, 20]) AS day;
SELECT setseed(0.25) \g /dev/null
INSERT INTO core.stations (name, address, district_code, location, open_24h, holiday_hours)
SELECT 'n' || i, 'x', '320706', 'SRID=4326;POINT(119.2271 34.5957)', i % 5 = 0, (ARRAY['usual', 'closed', 'own'])[1 + i % 3]
FROM generate_series(1, 24) AS i;
INSERT INTO core.station_hours (station_id, weekday, opens, closes)
SELECT s.id, 1 + floor(random() * 8), make_time(floor(random() * 24)::integer, 15 * floor(random() * 4)::integer, 0),
       make_time(floor(random() * 24)::integer, 15 * floor(random() * 4)::integer + 1, 0)
FROM core.stations AS s, generate_series(1, 6) WHERE s.name LIKE 'n%' ON CONFLICT DO NOTHING;
INSERT INTO core.station_exceptions (station_id, day, opens, closes)
SELECT s.id, :'monday'::date + floor(random() * 24)::integer,
       CASE WHEN i > 1 THEN make_time(floor(random() * 24)::integer, 7, 0) END,
       CASE WHEN i > 1 THEN make_time(floor(random() * 24)::integer, 30, 0) END
FROM core.stations AS s, generate_series(1, 4) AS i WHERE s.name LIKE 'n%' ON CONFLICT DO NOTHING;
CREATE TEMPORARY TABLE spans AS
SELECT id, range_agg(int4range(core.minute_at(opens AT TIME ZONE 'Asia/Shanghai'), core.minute_at(closes AT TIME ZONE 'Asia/Shanghai'))) AS open
FROM pg_temp.spans(:'monday'::date - 1, :'monday'::date + 25) GROUP BY id;
CREATE TEMPORARY TABLE minutes AS
SELECT s.id, m, coalesce(spans.open @> m, false) AS is_open,
       core.station_is_open(s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, m) AS told,
       core.station_next_change(s.open_24h, s.week_changes, s.open_minutes, s.exceptional, s.exceptional_open, m) AS next
FROM core.stations AS s
LEFT JOIN spans USING (id)
CROSS JOIN generate_series(pg_temp.at(:'monday', 0, '00:00'), pg_temp.at(:'monday', 24, '00:00'), 7) AS m;
SELECT is((SELECT count(*) FROM minutes WHERE told <> is_open), 0::bigint, 'open whenever the rules say so');
SELECT is((SELECT count(*) FROM (
               SELECT next, min(m) FILTER (WHERE is_other) OVER (PARTITION BY id ORDER BY m DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS seen
               FROM (SELECT id, m, next, is_open <> lag(is_open) OVER (PARTITION BY id ORDER BY m) AS is_other FROM minutes) AS turned) AS n
           WHERE seen < coalesce(next, seen + 1)), 0::bigint, 'no change before the next one, and none where there is none');
SELECT is((SELECT count(*) FROM minutes AS a JOIN core.stations AS s USING (id)
           WHERE a.next IS NOT NULL AND core.station_is_open(
               s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, a.next) = a.is_open), 0::bigint,
          'which is one');
SELECT cmp_ok((SELECT count(*) FROM minutes WHERE is_open), '>', 10000::bigint, 'there was something to see');

SELECT * FROM finish();
ROLLBACK;
