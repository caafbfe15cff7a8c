-- Tickets and suggestions: what may be reported, who moves it on, and the limits.
BEGIN;
\ir fixture/town.psql
SELECT plan(43);

INSERT INTO core.stations (id, name, address, district_code, location, facilities, status) VALUES
    ('00000008-0000-7000-8000-000000000001', '苍梧', 'x', '320706', 'SRID=4326;POINT(119.2 34.6)', '{water}', 'active'),
    ('00000008-0000-7000-8000-000000000002', '暂停', 'x', '320706', 'SRID=4326;POINT(119.3 34.6)', '{}', 'suspended');
\set station '''00000008-0000-7000-8000-000000000001''::uuid'
\set suspended '''00000008-0000-7000-8000-000000000002''::uuid'
\set one '''00000002-0000-7000-8000-000000000001''::uuid'
\set two '''00000002-0000-7000-8000-000000000002''::uuid'
\set three '''00000002-0000-7000-8000-000000000003''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
\set dormant '''00000003-0000-7000-8000-000000000003''::uuid'
CREATE FUNCTION pg_temp.report(who uuid, place uuid, kind text, facility text DEFAULT NULL) RETURNS text LANGUAGE sql
    RETURN (SELECT outcome FROM api.station_ticket_create(who, place, kind, facility, NULL, core.uuid7()::text, 'x',
                                                          core.uuid7()));
SELECT is(pg_temp.report(who, place, kind, facility), expected, format('%s %s: %s', kind, facility, expected))
FROM (VALUES (:three, :station, 'dirty', NULL, 'membership_required'), (:one, :suspended, 'dirty', NULL, 'station_not_found'),
             (:one, :station, 'facility', NULL, 'station_ticket_misfit'),
             (:one, :station, 'facility', 'aed', 'station_ticket_misfit'),
             (:one, :station, 'dirty', 'water', 'station_ticket_misfit'), (:one, :station, 'facility', 'water', 'ok'),
             (:two, :station, 'facility', 'water', 'station_ticket_exists'), (:one, :station, 'dirty', NULL, 'ok'))
     AS t(who, place, kind, facility, expected);
UPDATE core.station_rules SET tickets_a_day = 2;
SELECT is(pg_temp.report(:one, :station, 'other'), 'station_day_limit', 'two a day');
UPDATE core.station_tickets SET created_at = created_at - interval '1 day' WHERE kind = 'dirty';
SELECT is(pg_temp.report(:one, :station, 'other'), 'ok', 'yesterday''s do not count');
SELECT is((SELECT (acknowledge_due - now(), fix_due - now())::text FROM core.station_tickets WHERE kind = 'other'),
          '("1 day","5 days")', 'due times');

SELECT id AS ticket FROM core.station_tickets WHERE kind = 'facility' \gset
CREATE FUNCTION pg_temp.acknowledge(who uuid, place uuid, ticket uuid) RETURNS text LANGUAGE sql
    RETURN (SELECT outcome || coalesce(' ' || (body ->> 'state'), '') FROM api.station_ticket_acknowledge(
        who, ARRAY['admin', 'station_keeper'], 'station', place, ticket, core.uuid7()));
CREATE FUNCTION pg_temp.fix(who uuid, place uuid, ticket uuid) RETURNS text LANGUAGE sql
    RETURN (SELECT outcome || coalesce(' ' || (body ->> 'state'), '') FROM api.station_ticket_fix(
        who, ARRAY['admin', 'station_keeper'], 'station', place, ticket, '好了', core.uuid7()));
CREATE FUNCTION pg_temp.confirm(who uuid, place uuid, ticket uuid, is_fixed boolean) RETURNS text LANGUAGE sql
    RETURN (SELECT outcome || coalesce(' ' || (body ->> 'state'), '') FROM api.station_ticket_confirm(
        who, place, ticket, is_fixed, core.uuid7()));
SELECT is(pg_temp.acknowledge(:dormant, :station, :'ticket'), 'station_ticket_not_found', 'who has no say');
SELECT is(pg_temp.acknowledge(:haizhou, :suspended, :'ticket'), 'station_ticket_not_found', 'at another station');
SELECT is(pg_temp.confirm(:one, :station, :'ticket', true), 'station_ticket_not_fixed', 'too early');
SELECT is(core.station_ticket_is_overdue(t), false, 'in time') FROM core.station_tickets AS t WHERE id = :'ticket';
UPDATE core.station_tickets SET acknowledge_due = now() - interval '1 second' WHERE id = :'ticket';
SELECT is(core.station_ticket_is_overdue(t), true, 'nobody has read it') FROM core.station_tickets AS t WHERE id = :'ticket';
SELECT is(pg_temp.acknowledge(:haizhou, :station, :'ticket'), 'ok acknowledged', 'read');
SELECT is(core.station_ticket_is_overdue(t), false, 'in time again') FROM core.station_tickets AS t WHERE id = :'ticket';
UPDATE core.station_tickets SET fix_due = now() - interval '1 second' WHERE id = :'ticket';
SELECT is(core.station_ticket_is_overdue(t), true, 'nobody has fixed it') FROM core.station_tickets AS t WHERE id = :'ticket';
SELECT is(pg_temp.fix(:dormant, :station, :'ticket'), 'station_ticket_not_found', 'who has no say cannot fix');
SELECT is(pg_temp.fix(:haizhou, :station, :'ticket'), 'ok fixed', 'fixed');
SELECT is(core.station_ticket_is_overdue(t), false, 'done') FROM core.station_tickets AS t WHERE id = :'ticket';
SELECT is(pg_temp.fix(:haizhou, :station, :'ticket'), 'station_ticket_done', 'once');
SELECT is(pg_temp.acknowledge(:haizhou, :station, :'ticket'), 'station_ticket_done', 'not back');
SELECT is(pg_temp.confirm(:two, :station, :'ticket', true), 'station_ticket_not_found', 'by the reporter alone');
SELECT is(pg_temp.confirm(:one, :station, :'ticket', false), 'ok acknowledged', 'it is not fixed');
SELECT is((SELECT (reopened, fix_due - now(), fixed_at IS NULL)::text FROM core.station_tickets WHERE id = :'ticket'),
          '(1,"5 days",t)', 'due anew');
SELECT pg_temp.fix(:haizhou, :station, :'ticket') \g /dev/null
UPDATE core.station_tickets SET fixed_at = now() - interval '168 hours' WHERE id = :'ticket';
SELECT pg_temp.fix(:haizhou, :station, id) FROM core.station_tickets WHERE kind = 'dirty' \g /dev/null
UPDATE core.station_tickets SET fixed_at = now() - interval '167 hours 59 minutes' WHERE kind = 'dirty';
SELECT is((SELECT body ->> 'confirmed' FROM api.station_tickets_settle(10)), '1', 'after a week by itself');
SELECT is((SELECT body ->> 'confirmed' FROM api.station_tickets_settle(10)), '0', 'once');
SELECT is((SELECT (state, confirmed_by)::text FROM core.station_tickets WHERE id = :'ticket'), '(confirmed,time)', 'it is');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'station_tickets_settle'), 1::bigint, 'and audited');
SELECT is((SELECT count(*) FROM core.station_events WHERE kind IN (
    'ticket_opened', 'ticket_acknowledged', 'ticket_fixed', 'ticket_reopened', 'ticket_confirmed')), 9::bigint, 'the history has each step');
SELECT pg_temp.report(:two, :station, 'dirty') \g /dev/null
SELECT is(pg_temp.confirm(:one, :station, id, false), 'station_ticket_exists', 'somebody else has reported it anew')
FROM core.station_tickets WHERE kind = 'dirty' AND state = 'fixed';

-- Suggestions
CREATE FUNCTION pg_temp.suggest(who uuid, lng double precision, lat double precision) RETURNS text LANGUAGE sql
    RETURN (SELECT outcome FROM api.station_suggestion_create(who, '新站', 'x', '320706', lng, lat, '缺', core.uuid7()::text,
                                                              'x', core.uuid7()));
UPDATE core.station_rules SET suggestions_a_month = 1;
SELECT is(pg_temp.suggest(who, lng, lat), expected, format('%s %s: %s', lng, lat, expected))
FROM (VALUES (:three, 119.5, 34.5, 'membership_required'), (:one, 119.2, 34.6004, 'station_there_already'),
             (:one, 119.3, 34.6, 'ok'), (:one, 119.4, 34.6, 'station_suggestion_limit'), (:two, 119.2, 34.6005, 'ok'))
     AS t(who, lng, lat, expected);
SELECT id AS suggestion FROM core.station_suggestions WHERE member_id = :one \gset
CREATE FUNCTION pg_temp.decide(who uuid, suggestion uuid, state text, answer text) RETURNS text LANGUAGE sql
    RETURN (SELECT outcome FROM core.station_suggestion_decided(who, ARRAY['admin'], 'station', suggestion, state, answer,
                                                                'x', core.uuid7()));
SELECT is(pg_temp.decide(who, :'suggestion', state, answer), expected, what)
FROM (VALUES (:dormant, 'reviewing', NULL, 'station_suggestion_not_found', 'who has no say'),
             (:haizhou, 'reviewing', NULL, 'ok', 'looked into'), (:haizhou, 'accepted', '好', 'ok', 'accepted'),
             (:haizhou, 'rejected', '不', 'station_suggestion_decided', 'and no more rejected'))
     AS t(who, state, answer, expected, what);
SELECT is((SELECT (s.name, s.status, s.organisation_id = g.organisation_id)::text FROM core.stations AS s
           JOIN core.station_suggestions AS g ON g.station_id = s.id), '(新站,suspended,t)', 'a station that is not open yet');
SELECT * FROM finish();
ROLLBACK;
