-- What is known of stations: how fresh it is, when it lapses, who doubts it, how long it is kept.
BEGIN;
\ir fixture/town.psql
SELECT plan(20);

SELECT is(core.station_freshness(now() - age::interval, now()), expected, format('%s ago', age))
FROM (VALUES ('0', 100::bigint), ('7 hours', 100), ('7 hours 12 minutes', 99), ('15 days', 50),
             ('29 days 23 hours', 1), ('30 days', 0), ('2 years', 0), ('-1 hour', 100)) AS t(age, expected);
SELECT is(core.station_freshness(NULL, now()), 0::bigint, 'never');

INSERT INTO core.stations (id, name, address, district_code, location, confirmed_at, created_at, status) VALUES
    ('00000008-0000-7000-8000-000000000001', '旧', 'x', '320706', 'SRID=4326;POINT(119.2 34.6)',
     now() - interval '14 days', now() - interval '90 days', 'active'),
    ('00000008-0000-7000-8000-000000000002', '新近', 'x', '320706', 'SRID=4326;POINT(119.2 34.6)',
     now() - interval '13 days 23 hours', now() - interval '90 days', 'active'),
    ('00000008-0000-7000-8000-000000000003', '新建', 'x', '320706', 'SRID=4326;POINT(119.2 34.6)', NULL, now(), 'active'),
    ('00000008-0000-7000-8000-000000000004', '从未', 'x', '320706', 'SRID=4326;POINT(119.2 34.6)',
     NULL, now() - interval '20 days', 'active'),
    ('00000008-0000-7000-8000-000000000005', '暂停', 'x', '320706', 'SRID=4326;POINT(119.2 34.6)',
     NULL, now() - interval '20 days', 'suspended');
CREATE FUNCTION pg_temp.doubted() RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(name, ' ' ORDER BY id) FROM core.stations WHERE unconfirmed_since IS NOT NULL);

-- Lapsing
SELECT is((SELECT body ->> 'unconfirmed' FROM api.stations_unconfirm(1)), '1', 'one at a time');
SELECT is(pg_temp.doubted(), '从未', 'who waits longest first');
SELECT is((SELECT body ->> 'unconfirmed' FROM api.stations_unconfirm(10)), '1', 'the rest');
SELECT is(pg_temp.doubted(), '旧 从未', 'neither new ones nor those out of service');
SELECT is((SELECT body ->> 'unconfirmed' FROM api.stations_unconfirm(10)), '0', 'each once');
SELECT results_eq($$SELECT kind COLLATE "default", detail ->> 'reason' FROM core.station_events ORDER BY id$$,
                  $$VALUES ('unconfirmed', 'lapsed'), ('unconfirmed', 'lapsed')$$, 'the history tells why');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'stations_unconfirm'), 2::bigint,
          'the audit as well');
UPDATE core.station_rules SET unconfirmed_after_days = 1;
SELECT is((SELECT body ->> 'unconfirmed' FROM api.stations_unconfirm(10)), '1', 'a shorter time');

-- A word from before the last confirmation no longer counts
INSERT INTO core.station_checks (station_id, day, member_id, is_open, at)
VALUES ('00000008-0000-7000-8000-000000000003', core.today(), '00000002-0000-7000-8000-000000000002', false,
        now() - interval '2 minutes');
UPDATE core.stations SET confirmed_at = now() - interval '1 minute', open_24h = true WHERE name = '新建';
SELECT is((SELECT body ->> 'unconfirmed_since' FROM api.station_check('00000002-0000-7000-8000-000000000001',
              '00000008-0000-7000-8000-000000000003', 119.2, 34.6, false, core.uuid7())), NULL,
          'shut before it was confirmed is no second word');

-- Forgetting
UPDATE core.station_checks SET day = core.today() - CASE WHEN is_open THEN 0 ELSE 8 END
WHERE member_id = '00000002-0000-7000-8000-000000000002';
INSERT INTO core.station_visits (station_id, day, member_id)
SELECT '00000008-0000-7000-8000-000000000003', core.today() - age, '00000002-0000-7000-8000-000000000001'
FROM unnest(ARRAY[0, 7, 8, 9]) AS age;
SELECT is((SELECT body::jsonb FROM api.station_marks_prune(100)), '{"visits": 2, "checks": 1}',
          'who was where is forgotten after a week');
SELECT is((SELECT count(*) FROM core.station_visits), 2::bigint, 'not earlier');
SELECT * FROM finish();
ROLLBACK;
