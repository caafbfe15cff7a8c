-- Decisions about applications, what they bring about, who may make them, and what time decides.
BEGIN;
\ir fixture/town.psql
\ir fixture/applications.psql
SELECT plan(86);

-- Joining
SELECT pg_temp.guest() AS guest \gset
\set guest '''':guest'''::uuid'
SELECT pg_temp.joined(:guest, pg_temp.papers(1)) AS joining \gset
\set joining '''':joining'''::uuid'
SELECT is((pg_temp.approve(:ganyu, :joining)).outcome, 'application_not_found', 'not next door');
SELECT is((pg_temp.approve(:nobody, :joining)).outcome, 'application_not_found', 'nobody');
SELECT is((pg_temp.approve(:auditor, :joining)).outcome, 'application_not_found', 'not without the role');
SELECT is((pg_temp.approve(:haizhou, :nobody)).outcome, 'application_not_found', 'nothing');
SELECT is((pg_temp.approve(:haizhou, :joining, 2)).outcome, 'application_moved_on', 'another stage');
SELECT is(pg_temp.place(:guest), NULL, 'no member yet');
CREATE TEMP TABLE approved AS SELECT * FROM pg_temp.approve(:haizhou, :joining, 1);
SELECT is(outcome, 'ok', 'approved') FROM approved;
SELECT is(pg_temp.place(:guest), 'HZ-0001', 'a member');
SELECT is((SELECT row(s.source, s.source_id, lower(s.span)) FROM core.memberships AS s
           JOIN core.members AS m ON m.person_id = s.person_id WHERE m.id = :guest),
    row('application'::text, :joining, now()), 'by this application, as of now');
SELECT is((SELECT (body ->> 'status') || (body ->> 'real_name') FROM api.me_get(:guest)), 'active张*',
    'as they see themselves');
SELECT is(body::jsonb -> 'applicant', jsonb_build_object('member_id', :guest, 'member_no', m.member_no::text,
    'real_name', '张*', 'id_number', '3207**********004X', 'phone', '138****0001', 'is_duplicate', false),
    'staff see who it was, masked') FROM approved, core.members AS m WHERE m.id = :guest;
SELECT is(row(body ->> 'state', body ->> 'due_at', (body ->> 'decided_at')::timestamptz),
    row('approved'::text, NULL::text, now()), 'and that it is done') FROM approved;
SELECT is(pg_temp.steps(:joining), 'submitted approved:320706', 'with the office that decided');
SELECT is((SELECT row(e.actor_id, e.action COLLATE "default", e.organisation_id, e.changes, e.reason)
           FROM core.audit_entries AS e WHERE e.object_id = :joining ORDER BY e.seq DESC LIMIT 1),
    row(:haizhou, 'admin_application_approve'::text, :factory,
        '{"kind": "joining", "stage": 1, "state": ["submitted", "approved"]}'::jsonb, '同意'::text), 'audited');
SELECT is((pg_temp.approve(:haizhou, :joining)).outcome, 'application_not_open', 'once');
SELECT is((pg_temp.reject(:haizhou, :joining)).outcome, 'application_not_open', 'and for good');
SELECT is((pg_temp.withdraw(:guest, :joining)).outcome, 'application_not_open', 'for the applicant too');
SELECT is((pg_temp.join(:guest, pg_temp.papers(1), :shop)).outcome, 'already_member', 'who is a member now');

-- Rejecting, returning, withdrawing
SELECT pg_temp.guest() AS other_guest \gset
\set other_guest '''':other_guest'''::uuid'
SELECT pg_temp.joined(:other_guest, pg_temp.papers(2)) AS second \gset
\set second '''':second'''::uuid'
SELECT is((pg_temp.return(:city, :second)).outcome, 'ok', 'returned from above');
SELECT is((pg_temp.approve(:haizhou, :second)).outcome, 'application_not_open', 'it waits for its applicant');
SELECT is((SELECT a.due_at FROM core.applications AS a WHERE a.id = :second),
    date_trunc('day', now()) + interval '31 days', 'for thirty days');
SELECT is((pg_temp.withdraw(:guest, :second)).outcome, 'application_not_found', 'not for others');
SELECT is((pg_temp.withdraw(:other_guest, :second)).body ->> 'state', 'withdrawn', 'who withdraws it');
SELECT pg_temp.joined(:other_guest, pg_temp.papers(2)) AS third \gset
\set third '''':third'''::uuid'
SELECT is((pg_temp.reject(:haizhou, :third)).body ->> 'state', 'rejected', 'another one is rejected');
SELECT is(pg_temp.place(:other_guest), NULL, 'and makes no member');
SELECT is((SELECT m.person_id FROM core.members AS m WHERE m.id = :other_guest), NULL, 'nor a person');
SELECT is(pg_temp.steps(:third), 'submitted rejected:320706', 'step by step');
SELECT throws_ok('DELETE FROM core.application_steps', 'P0001', NULL, 'which cannot be undone');

-- A person who has an account already
INSERT INTO core.identities (member_id, appid, openid) VALUES (:guest, 'wx00000000000000aa', 'o-1');
SELECT pg_temp.guest() AS twin \gset
\set twin '''':twin'''::uuid'
SELECT pg_temp.joined(:twin, pg_temp.papers(1)) AS twins \gset
\set twins '''':twins'''::uuid'
SELECT is((pg_temp.approve(:haizhou, :twins)).outcome, 'account_in_use', 'has one account');
SELECT is(pg_temp.steps(:twins), 'submitted', 'so nothing happens');
UPDATE core.organisations SET status = 'dissolved' WHERE id = :factory;
SELECT is((pg_temp.approve(:haizhou, :twins)).outcome, 'organisation_not_joinable', 'nor in what is dissolved');
UPDATE core.organisations SET status = 'active' WHERE id = :factory;

SELECT pg_temp.withdraw(:twin, :twins) \g /dev/null

-- A person whose account the union keeps, from its own list
INSERT INTO core.people (id, real_name_masked, real_name_index, id_number_index)
VALUES ('0000000a-0000-7000-8000-000000000070', '张*', pg_temp.index_of('name', 70),
        pg_temp.index_of('number', 70));
SELECT core.member_open('0000000a-0000-7000-8000-000000000070') AS kept \gset
\set kept '''':kept'''::uuid'
SELECT core.membership_begin('0000000a-0000-7000-8000-000000000070', :factory, 'import', NULL, NULL) \g /dev/null
UPDATE core.members SET phone_index = pg_temp.index_of('phone', 71) WHERE id = :kept;
SELECT pg_temp.guest() AS heir \gset
\set heir '''':heir'''::uuid'
INSERT INTO core.identities (member_id, appid, openid) VALUES (:heir, 'wx00000000000000aa', 'o-2');
SELECT core.session_open(:heir, NULL, sha256('heir')) \g /dev/null
SELECT pg_temp.joined(:heir, pg_temp.papers(70)) AS heirs \gset
\set heirs '''':heirs'''::uuid'
SELECT is(pg_temp.place(:heir), NULL, 'is not theirs by name and number alone');
SAVEPOINT rich;
SELECT core.wallets_lock(ARRAY[:heir]) \g /dev/null
SELECT core.points_credit(ARRAY[:heir], ARRAY[5]::bigint[], 'opening', ARRAY[core.uuid7()],
                          ARRAY[now() + interval '1 year']) \g /dev/null
SELECT is((pg_temp.approve(:haizhou, :heirs)).outcome, 'account_in_use', 'nor when points would be lost');
ROLLBACK TO rich;
SAVEPOINT used;
SELECT core.session_open(:kept, NULL, sha256('kept')) \g /dev/null
SELECT is((pg_temp.approve(:haizhou, :heirs)).outcome, 'account_in_use', 'nor when somebody signs in with it');
ROLLBACK TO used;
SELECT is((pg_temp.approve(:haizhou, :heirs)).outcome, 'ok', 'but when the union has looked at it');
SELECT is((SELECT string_agg(m.status, ' ' ORDER BY m.id) FROM core.members AS m
           WHERE m.id IN (:kept, :heir)), 'active closed', 'then the guest''s account closes');
SELECT is((SELECT i.member_id FROM core.identities AS i WHERE i.openid = 'o-2'), :kept, 'signs in to the other');
SELECT is(core.consents_missing(:kept, '{membership_service,id_number,phone}'), '{}', 'with its consents');
SELECT is((SELECT (a.applicant_id, a.state)::text FROM core.applications AS a WHERE a.id = :heirs),
    format('(%s,approved)', :kept), 'and its application');
SELECT is((SELECT count(*) FROM core.session_families AS f WHERE f.subject_id = :heir
               AND f.revoked_at IS NULL), 0::bigint, 'and no session');
SELECT is(pg_temp.place(:kept), 'HZ-0001', 'where the member still is');

-- The same with the phone number that WeChat vouches for
INSERT INTO core.people (id, real_name_masked, real_name_index, id_number_index)
VALUES ('0000000a-0000-7000-8000-000000000080', '张*', pg_temp.index_of('name', 80),
        pg_temp.index_of('number', 80));
SELECT core.member_open('0000000a-0000-7000-8000-000000000080') AS listed \gset
\set listed '''':listed'''::uuid'
SELECT core.membership_begin('0000000a-0000-7000-8000-000000000080', :factory, 'import', NULL, NULL) \g /dev/null
UPDATE core.members SET phone_index = pg_temp.index_of('phone', 81) WHERE id = :listed;
SELECT pg_temp.guest() AS caller \gset
\set caller '''':caller'''::uuid'
INSERT INTO core.identities (member_id, appid, openid) VALUES (:caller, 'wx00000000000000aa', 'o-3');
UPDATE core.members SET phone_verified_at = now(), phone_index = pg_temp.index_of('phone', 82)
WHERE id = :caller;
SAVEPOINT other_phone;
SELECT is((pg_temp.join(:caller, pg_temp.papers(80))).body ->> 'state', 'submitted', 'another phone proves nothing');
ROLLBACK TO other_phone;
UPDATE core.members SET phone_index = pg_temp.index_of('phone', 81) WHERE id = :caller;
CREATE TEMP TABLE claimed AS SELECT * FROM pg_temp.join(:caller, pg_temp.papers(80));
SELECT is(outcome || ' ' || (body ->> 'state'), 'ok approved', 'is a member at once') FROM claimed;
SELECT is(pg_temp.steps((body ->> 'id')::uuid), 'submitted approved', 'by nobody''s decision') FROM claimed;
SELECT is((SELECT i.member_id FROM core.identities AS i WHERE i.openid = 'o-3'), :listed, 'signing in to the kept account');
SELECT is((SELECT m.phone_verified_at FROM core.members AS m WHERE m.id = :listed), now(), 'whose phone is verified');
SELECT is((SELECT m.status FROM core.members AS m WHERE m.id = :caller), 'closed', 'and no other');
SELECT is((pg_temp.join(:caller, pg_temp.papers(80))).outcome, 'member_unknown', 'which asks for nothing more');

-- Transfer, a day later
UPDATE core.memberships AS s SET span = tstzrange(lower(s.span) - interval '1 day', NULL)
FROM core.members AS m WHERE m.person_id = s.person_id AND m.id = :guest;
SELECT is((pg_temp.transfer(:other_guest, :shop)).outcome, 'membership_required', 'a guest has nothing to move');
SELECT is((pg_temp.transfer(:guest, :factory)).outcome, 'already_member', 'nobody moves to where they are');
SELECT is((pg_temp.transfer(:guest, :district)).outcome, 'organisation_not_joinable', 'nor to a district');
SELECT is((pg_temp.transfer(:guest, :nobody)).outcome, 'organisation_not_found', 'nor to nowhere');
SELECT (pg_temp.transfer(:guest, :shop)).body ->> 'id' AS moving \gset
\set moving '''':moving'''::uuid'
SELECT is((pg_temp.leave(:guest)).outcome, 'application_pending', 'and not twice at once');
SELECT is((pg_temp.approve(:ganyu, :moving)).outcome, 'application_not_found', 'the own union releases first');
SELECT is((pg_temp.return(:haizhou, :moving)).outcome, 'decision_not_allowed', 'there is nothing to mend');
CREATE TEMP TABLE released AS SELECT * FROM pg_temp.approve(:haizhou, :moving, 1);
SELECT is((body ->> 'state') || (body ->> 'stage') || (body #>> '{decided_by,name}'),
    'in_review2海头镇电商工会', 'then the other accepts') FROM released;
SELECT is(pg_temp.place(:guest), 'HZ-0001', 'until when nothing moves');
SELECT is((pg_temp.approve(:haizhou, :moving)).outcome, 'decision_not_yours', 'those who released only look');
SELECT is((SELECT outcome FROM api.admin_application_get(:haizhou, '{admin}', 'application', :moving)),
    'ok', 'on');
SELECT is((pg_temp.approve(:ganyu, :moving, 1)).outcome, 'application_moved_on', 'not by the old stage');
SELECT is((pg_temp.approve(:ganyu, :moving, 2)).outcome, 'ok', 'accepted');
SELECT is(pg_temp.place(:guest), 'GY-0001', 'moved');
SELECT is((SELECT string_agg(o.code || coalesce(':' || s.end_reason, ''), ' ' ORDER BY s.id)
           FROM core.memberships AS s JOIN core.organisations AS o ON o.id = s.organisation_id
           JOIN core.members AS m ON m.person_id = s.person_id WHERE m.id = :guest),
    'HZ-0001:transferred GY-0001', 'with a history');
SELECT is((SELECT bool_and(upper(s.span) IS NULL OR EXISTS (
                      SELECT FROM core.memberships AS n
                      WHERE n.person_id = s.person_id AND lower(n.span) = upper(s.span)))
           FROM core.memberships AS s JOIN core.members AS m ON m.person_id = s.person_id
           WHERE m.id = :guest), true, 'without a gap');
SELECT (pg_temp.transfer(:guest, :factory)).body ->> 'id' AS back \gset
\set back '''':back'''::uuid'
SELECT is((pg_temp.approve(:city, :back, 1)).outcome, 'ok', 'released again');
SELECT core.membership_end(m.person_id, 'retired') FROM core.members AS m WHERE m.id = :guest \g /dev/null
SELECT is((pg_temp.approve(:city, :back, 2)).outcome, 'not_a_member', 'whose membership ended meanwhile stays out');
SELECT is((pg_temp.reject(:city, :back)).outcome, 'ok', 'and can be told so');

-- Leaving
SELECT is((pg_temp.leave(:guest)).outcome, 'membership_required', 'nobody leaves twice');
SELECT (pg_temp.leave(:member)).body ->> 'id' AS leaving \gset
\set leaving '''':leaving'''::uuid'
SELECT is((pg_temp.reject(:haizhou, :leaving)).outcome, 'decision_not_allowed', 'leaving is free');
SELECT is((SELECT row(r.outcome, (r.body ->> 'ended')::bigint) FROM api.applications_expire(100) AS r),
    row('ok'::text, 0::bigint), 'time has not decided yet');
UPDATE core.applications SET due_at = now() WHERE id = :leaving;
INSERT INTO core.role_grants (admin_id, role, organisation_id, includes_below)
SELECT a.id, 'admin', :district, false FROM core.admins AS a WHERE a.login = 'dormant';
UPDATE core.admins SET status = 'active' WHERE login = 'dormant';
DELETE FROM core.role_grants WHERE admin_id = '00000003-0000-7000-8000-000000000003' AND includes_below;
\set dormant '''00000003-0000-7000-8000-000000000003''::uuid'
SELECT is((pg_temp.approve(:dormant, :leaving)).outcome, 'application_not_found',
    'whoever acts for the district alone has no say below it');
UPDATE core.applications SET due_at = now() - interval '1 second' WHERE id = :leaving;
SELECT is((SELECT count(*) FROM core.application_page('320000/320700/320706/', false,
               '{submitted,in_review}', NULL, NULL, 0,
               '00000000-0000-0000-0000-000000000000', 5)), 1::bigint, 'until it is overdue');
SELECT is((pg_temp.reject(:dormant, :leaving)).outcome, 'decision_not_allowed', 'then they have');
SELECT is((SELECT (r.body ->> 'ended')::bigint FROM api.applications_expire(100) AS r), 1::bigint,
    'time decides');
SELECT is(pg_temp.place(:member), NULL, 'and the member has left');
SELECT is((SELECT s.end_reason FROM core.memberships AS s
           WHERE s.person_id = '0000000a-0000-7000-8000-000000000001'), 'left', 'of their own will');
SELECT is(pg_temp.steps(:leaving), 'submitted approved', 'with nobody''s office');
SELECT is((SELECT (e.actor_kind, e.action COLLATE "default")::text FROM core.audit_entries AS e
           WHERE e.object_id = :leaving ORDER BY e.seq DESC LIMIT 1), '(system,applications_expire)',
    'by the system');

-- What applicants forget
SELECT pg_temp.joined(:other_guest, pg_temp.papers(2)) AS forgotten \gset
\set forgotten '''':forgotten'''::uuid'
SELECT pg_temp.return(:haizhou, :forgotten) \g /dev/null
SELECT pg_temp.joined(:twin, pg_temp.papers(9)) AS slow \gset
\set slow '''':slow'''::uuid'
UPDATE core.applications SET due_at = now() WHERE id IN (:forgotten, :slow);
SELECT is((SELECT (r.body ->> 'ended')::bigint FROM api.applications_expire(100) AS r), 1::bigint,
    'what was returned lapses, what the union is slow with does not');
SELECT is((SELECT a.state FROM core.applications AS a WHERE a.id = :forgotten), 'withdrawn', 'as if withdrawn');
SELECT is(pg_temp.steps(:forgotten), 'submitted returned:320706 lapsed', 'which is said');
SELECT (pg_temp.leave(:other)).body ->> 'id' AS leaving_too \gset
\set leaving_too '''':leaving_too'''::uuid'
UPDATE core.applications SET due_at = now() WHERE id = :leaving_too;
SELECT core.membership_end('0000000a-0000-7000-8000-000000000002', 'expelled') \g /dev/null
SELECT is((SELECT (r.body ->> 'ended')::bigint FROM api.applications_expire(100) AS r), 1::bigint,
    'a leaving without a membership');
SELECT is((SELECT a.state FROM core.applications AS a WHERE a.id = :leaving_too), 'withdrawn',
    'has nothing to end');

-- Nobody decides about themselves
SELECT pg_temp.joined(:other_guest, pg_temp.papers(2)) AS mine \gset
\set mine '''':mine'''::uuid'
UPDATE core.admins SET person_id = (SELECT a.person_id FROM core.applications AS a WHERE a.id = :mine)
WHERE id = :haizhou;
SELECT is((pg_temp.approve(:haizhou, :mine)).outcome, 'own_application', 'staff have colleagues');
SELECT is((pg_temp.approve(:city, :mine)).outcome, 'ok', 'who do it');

SELECT is_empty('SELECT * FROM core.application_violations()', 'and nothing contradicts itself');
SELECT * FROM finish();
ROLLBACK;
