-- Days off, and which stations follow them: some at once, the rest bit by bit, each once.
BEGIN;
\ir fixture/town.psql
SELECT plan(18);

INSERT INTO core.stations (name, address, district_code, location, open_24h, holiday_hours)
SELECT 'heeds ' || n, 'x', '320706', 'SRID=4326;POINT(119.2271 34.5957)', true, 'closed'
FROM generate_series(1, 203) AS n;
INSERT INTO core.stations (name, address, district_code, location, open_24h)
VALUES ('does not', 'x', '320706', 'SRID=4326;POINT(119.2271 34.5957)', true);
DELETE FROM core.station_changes;

-- How many stations take a day as one of its own, and how many are open at noon then.
CREATE FUNCTION pg_temp.follow(day date) RETURNS text LANGUAGE sql AS $$
    SELECT concat(count(*) FILTER (WHERE s.exceptional @> m.noon), ' of ', count(*), ', ',
                  count(*) FILTER (WHERE s.exceptional_open @> m.noon), ' open, ',
                  (SELECT count(*) FROM core.station_changes), ' told')
    FROM core.stations AS s, (SELECT core.minute_of_day(follow.day) + 720 AS noon) AS m
$$;
CREATE FUNCTION pg_temp.version() RETURNS bigint LANGUAGE sql
    RETURN (SELECT holidays_version FROM core.station_rules);

SELECT is(pg_temp.version(), 1::bigint, 'nothing has changed yet');
INSERT INTO core.holidays (day, name) VALUES (core.today() - 3, '过去');
UPDATE core.holidays SET name = '早已过去' WHERE day = core.today() - 3;
DELETE FROM core.holidays WHERE day = core.today() - 3;
SELECT is(pg_temp.version(), 1::bigint, 'what is over changes nobody''s hours');

INSERT INTO core.holidays (day, name) VALUES ('2090-05-01', '劳动节');
SELECT is(pg_temp.version(), 2::bigint, 'what is to come does');
SELECT is(pg_temp.follow('2090-05-01'), '200 of 204, 0 open, 200 told', 'two hundred follow at once');
SELECT is((SELECT body ->> 'stations' FROM api.station_holidays_apply(2)), '2', 'the next ones in their turn');
SELECT is(pg_temp.follow('2090-05-01'), '202 of 204, 0 open, 202 told', 'as many as asked for');
SELECT is((SELECT body ->> 'stations' FROM api.station_holidays_apply(200)), '1', 'the last one');
SELECT is((SELECT body ->> 'stations' FROM api.station_holidays_apply(200)), '0', 'each once');
SELECT is(pg_temp.follow('2090-05-01'), '203 of 204, 0 open, 203 told', 'and not who does not heed them');

INSERT INTO core.stations (name, address, district_code, location, holiday_hours)
VALUES ('new', 'x', '320706', 'SRID=4326;POINT(119.2271 34.5957)', 'own');
UPDATE core.stations SET holiday_hours = 'own' WHERE name = 'does not';
SELECT is(pg_temp.follow('2090-05-01'), '205 of 205, 0 open, 205 told', 'a new one, and who has come to heed them');
SELECT is((SELECT body ->> 'stations' FROM api.station_holidays_apply(200)), '0', 'are not behind');

UPDATE core.holidays SET worked_as = 3 WHERE day = '2090-05-01';
SELECT is(pg_temp.version(), 3::bigint, 'a day worked after all');
SELECT is((SELECT body ->> 'stations' FROM api.station_holidays_apply(200)), '5', 'five are left to the job');
SELECT is(pg_temp.follow('2090-05-01'), '205 of 205, 204 open, 205 told', 'all are open then but one without hours');
DELETE FROM core.holidays WHERE day = '2090-05-01';
SELECT is(pg_temp.version(), 4::bigint, 'an ordinary day again');
SELECT core.station_holidays_apply(5) \g /dev/null
SELECT is(pg_temp.follow('2090-05-01'), '0 of 205, 0 open, 205 told', 'for everybody');
UPDATE core.holidays SET name = '节' WHERE day = '2090-05-01';
SELECT is(pg_temp.version(), 4::bigint, 'a change of nothing is none');

SELECT is(core.root_organisation(), (SELECT o.id FROM core.organisations AS o WHERE o.code = '320000'),
          'the top of the tree');
SELECT * FROM finish();
ROLLBACK;
