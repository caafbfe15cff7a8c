-- Being at a station: who may verify, beat, visit and check, how often, and what comes of it.
BEGIN;
\ir fixture/town.psql
SELECT plan(48);

INSERT INTO core.stations (id, name, address, district_code, location, open_24h, status) VALUES
    ('00000008-0000-7000-8000-000000000001', '苍梧', 'x', '320706', 'SRID=4326;POINT(119.2 34.6)', true, 'active'),
    ('00000008-0000-7000-8000-000000000002', '暂停', 'x', '320706', 'SRID=4326;POINT(119.2 34.6)', true, 'suspended'),
    ('00000008-0000-7000-8000-000000000003', '赣榆', 'x', '320707', 'SRID=4326;POINT(119.2 34.6)', false, 'active');
\set station '''00000008-0000-7000-8000-000000000001''::uuid'
\set suspended '''00000008-0000-7000-8000-000000000002''::uuid'
\set ganyu '''00000008-0000-7000-8000-000000000003''::uuid'
\set one '''00000002-0000-7000-8000-000000000001''::uuid'
\set two '''00000002-0000-7000-8000-000000000002''::uuid'
\set three '''00000002-0000-7000-8000-000000000003''::uuid'
\set four '''00000002-0000-7000-8000-000000000004''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
INSERT INTO core.role_grants (member_id, role, station_id) VALUES
    (:one, 'station_keeper', :station), (:three, 'station_keeper', :station);
CREATE FUNCTION pg_temp.age(past interval) RETURNS void LANGUAGE sql
    AS 'UPDATE core.stations SET confirmed_at = now() - past, verified_at = verified_at + (now() - past - verified_at)';

-- Offices
SELECT is(core.station_office(who, ARRAY['admin', 'station_keeper'], 'station', :station),
          CASE WHEN may THEN uuid '00000001-0000-7000-8000-000000000003' END, what)
FROM (VALUES (:haizhou, true, 'staff of the district'), (:one, true, 'its keeper'),
             (:two, false, 'no keeper'), (:three, false, 'a keeper who is suspended'),
             (uuid '00000003-0000-7000-8000-000000000003', false, 'staff who are suspended')) AS t(who, may, what);
SELECT is(core.station_office(:one, ARRAY['admin'], 'station', :station), NULL, 'what is for staff is not for keepers');
SELECT is(core.station_office(:one, ARRAY['station_keeper'], 'station', :ganyu), NULL, 'nor another station');
SELECT is(core.station_office(:haizhou, ARRAY['admin'], 'station', :ganyu), NULL, 'nor another district for its staff');
UPDATE core.role_grants SET resources = '{order}' WHERE member_id = :one;
SELECT is(core.station_is_kept_by(:station, :one), false, 'a grant for other things');
UPDATE core.role_grants SET resources = '{station}' WHERE member_id = :one;
UPDATE core.role_grants SET revoked_at = now() WHERE member_id = :one;
SELECT is(core.station_is_kept_by(:station, :one), false, 'a grant that is revoked');
UPDATE core.role_grants SET revoked_at = NULL WHERE member_id = :one;

-- Verifying and beating
CREATE FUNCTION pg_temp.beat(who uuid, place uuid, good boolean DEFAULT true) RETURNS text LANGUAGE sql
    RETURN (SELECT outcome FROM api.station_heartbeat(who, place, good, core.uuid7()));
SELECT is((SELECT outcome FROM api.station_verify(:haizhou, ARRAY['admin'], 'station', place, core.uuid7())),
          expected, expected)
FROM (VALUES (:ganyu, 'station_not_found'), (:suspended, 'station_not_in_service'), (:station, 'ok'))
     AS t(place, expected);
SELECT is((SELECT (verified_by, verified_at = now(), confirmed_at = now())::text FROM core.stations WHERE id = :station),
          '(staff,t,t)', 'verified by staff');
SELECT is(pg_temp.beat(:two, :station), 'station_not_found', 'no keeper');
SELECT is(pg_temp.beat(:one, :station, false), 'station_code_invalid', 'a code that is not good');
SELECT is(pg_temp.beat(:one, :station), 'ok', 'a keeper beats just after staff');
SELECT is((SELECT verified_by FROM core.stations WHERE id = :station), 'keeper', 'who is the last to verify');
SELECT is(pg_temp.beat(:one, :station), 'ok', 'again at once');
SELECT is((SELECT count(*) FROM core.station_events WHERE kind = 'heartbeat'), 1::bigint, 'counts once');
SELECT pg_temp.age('9 minutes 59 seconds') \g /dev/null
SELECT pg_temp.beat(:one, :station) \g /dev/null
SELECT is((SELECT count(*) FROM core.station_events WHERE kind = 'heartbeat'), 1::bigint, 'not in ten minutes');
SELECT pg_temp.age('10 minutes') \g /dev/null
SELECT pg_temp.beat(:one, :station) \g /dev/null
SELECT is((SELECT count(*) FROM core.station_events WHERE kind = 'heartbeat'), 2::bigint, 'after ten minutes anew');
UPDATE core.stations SET unconfirmed_since = now() WHERE id = :station;
SELECT pg_temp.beat(:one, :station) \g /dev/null
SELECT is((SELECT unconfirmed_since FROM core.stations WHERE id = :station), NULL, 'and at once where it is in doubt');

-- Visits
CREATE FUNCTION pg_temp.visit(who uuid, place uuid, good boolean DEFAULT true) RETURNS text LANGUAGE sql
    RETURN (SELECT outcome || coalesce(' ' || (body ->> 'is_counted') || ' ' || (body ->> 'visits_today'), '')
            FROM api.station_visit(who, place, good, core.uuid7()));
SELECT is(pg_temp.visit(who, place, good), expected, expected)
FROM (VALUES (:three, :station, true, 'membership_required'), (:one, :suspended, true, 'station_not_found'),
             (:one, :station, false, 'station_code_invalid'), (:one, :station, true, 'ok true 1'),
             (:one, :station, true, 'ok false 1'), (:two, :station, true, 'ok true 2')) AS t(who, place, good, expected);
UPDATE core.station_rules SET visits_a_day = 1;
SELECT is(pg_temp.visit(:one, :ganyu), 'station_day_limit', 'one station a day');
SELECT is(pg_temp.visit(:one, :station), 'ok false 2', 'the one of before may be told again');
SELECT is((SELECT bool_and(actor_id IS NULL) FROM core.audit_entries WHERE action = 'station_visit'), true,
          'the audit does not know who');
SELECT pg_temp.age('59 minutes') \g /dev/null
SELECT pg_temp.visit(:four, :station) \g /dev/null
SELECT is((SELECT confirmed_at FROM core.stations WHERE id = :station), now() - interval '59 minutes',
          'visits within the hour do not write the station');
UPDATE core.station_visits SET day = day - 1 WHERE member_id = :four;
SELECT pg_temp.age('60 minutes') \g /dev/null
SELECT pg_temp.visit(:four, :station) \g /dev/null
SELECT is((SELECT (confirmed_at = now(), verified_at < now())::text FROM core.stations WHERE id = :station), '(t,t)',
          'later ones confirm it, without verifying it');
UPDATE core.station_visits SET day = day - 2 WHERE member_id = :four;
UPDATE core.stations SET unconfirmed_since = now() WHERE id = :station;
SELECT pg_temp.visit(:four, :station) \g /dev/null
SELECT is((SELECT unconfirmed_since FROM core.stations WHERE id = :station), NULL, 'and end a doubt at once');
SELECT is((SELECT string_agg(kind, ' ') FROM core.station_events WHERE detail ->> 'by' = 'visit' OR kind = 'visit'),
          'confirmed', 'of which alone the history tells');

-- Checks
CREATE FUNCTION pg_temp.say(who uuid, is_open boolean, place uuid, north double precision DEFAULT 0)
RETURNS text LANGUAGE sql
    RETURN (SELECT outcome FROM api.station_check(who, place, 119.2, 34.6 + north, is_open, core.uuid7()));
SELECT is(pg_temp.say(who, is_open, place, north), expected, what)
FROM (VALUES (:three, true, :station, 0, 'membership_required', 'a suspended member'),
             (:one, true, :suspended, 0, 'station_not_found', 'one out of service'),
             (:one, true, :station, 0.00271, 'station_too_far', '301 m away'),
             (:one, false, :ganyu, 0, 'station_not_due_open', 'shut, as it should be'),
             (:one, true, :ganyu, 0.0027, 'ok', 'open although it need not be, 299.5 m away'),
             (:one, true, :ganyu, 1, 'ok', 'the same again is heard from anywhere'),
             (:one, false, :ganyu, 0, 'station_checked_already', 'one word a day'))
     AS t(who, is_open, place, north, expected, what);
SELECT is((SELECT (s.confirmed_at = now(), d.open_checks, d.shut_checks)::text FROM core.stations AS s
           JOIN core.station_days AS d ON d.station_id = s.id WHERE s.id = :ganyu), '(t,1,0)', 'open confirms it');
UPDATE core.station_rules SET checks_a_day = 1;
SELECT is(pg_temp.say(:one, true, :station), 'station_day_limit', 'one station a day');
UPDATE core.stations SET confirmed_at = now() - interval '1 second' WHERE id = :station;
UPDATE core.station_checks SET station_id = :station;
SELECT pg_temp.say(:two, false, :station) \g /dev/null
SELECT is((SELECT unconfirmed_since FROM core.stations WHERE id = :station), NULL, 'one found it open, one shut');
SELECT pg_temp.say(:four, false, :station) \g /dev/null
SELECT is((SELECT (unconfirmed_since = now())::text FROM core.stations WHERE id = :station), 'true', 'two found it shut');
SELECT is((SELECT (kind, state, reporter_id IS NULL)::text FROM core.station_tickets), '(shut,new,t)', 'a ticket is open');
SELECT * FROM finish();
ROLLBACK;
