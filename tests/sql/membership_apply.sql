-- api.membership_apply and _resubmit: whose papers they are, and what stands in the way.
BEGIN;
\ir fixture/town.psql
\ir fixture/applications.psql
SELECT plan(43);

-- Somebody new
SELECT pg_temp.guest() AS guest \gset
\set guest '''':guest'''::uuid'
CREATE TEMP TABLE first AS SELECT * FROM pg_temp.join(:guest, pg_temp.papers(1), NULL, 'key-1');
SELECT is(outcome, 'ok', 'an application') FROM first;
SELECT is(body::jsonb - 'id' - 'due_at' - 'steps', jsonb_build_object(
    'kind', 'joining', 'state', 'submitted',
    'organisation', '{"id": "00000001-0000-7000-8000-000000000005", "name": "花果山云雾茶厂工会"}'::jsonb,
    'from_organisation', NULL, 'form', '{"employment_kind": "contract"}'::jsonb, 'stage', 1,
    'decided_by', '{"id": "00000001-0000-7000-8000-000000000005", "name": "花果山云雾茶厂工会"}'::jsonb,
    'overdue', false, 'founded_organisation', NULL, 'merchant', NULL, 'created_at', now(), 'decided_at', NULL,
    'applicant', NULL), 'as its applicant sees it') FROM first;
SELECT is((body ->> 'due_at')::timestamptz, date_trunc('day', now()) + interval '16 days',
    'due at the end of the fifteenth day') FROM first;
SELECT is((body #> '{steps,0}')::jsonb - 'at', '{"decision": "submitted", "stage": 1,
    "organisation": null, "comment": null}'::jsonb, 'with its first step') FROM first;
SELECT is((SELECT m.person_id FROM core.members AS m WHERE m.id = :guest), NULL,
    'the account is nobody''s yet');
SELECT is((SELECT m.phone_masked FROM core.members AS m WHERE m.id = :guest), '138****0001',
    'but has a phone');
SELECT is((SELECT p.real_name_masked || ' ' || p.id_number_masked FROM core.people AS p
           WHERE p.id_number_index = pg_temp.index_of('number', 1)), '张* 3207**********004X',
    'the person is entered');
SELECT is((SELECT row(e.actor_kind, e.actor_id, e.action COLLATE "default", e.organisation_id, e.object_kind, e.changes, e.reason)
           FROM core.audit_entries AS e, first WHERE e.object_id = (first.body ->> 'id')::uuid),
    row('member'::text, :guest, 'membership_apply'::text, :factory, 'application'::text,
        '{"kind": "joining", "stage": 1, "state": [null, "submitted"]}'::jsonb, NULL::text), 'and the audit knows');
SELECT is(again.body::text || again.replay_of, first.body::text || '00000013-0000-7000-8000-000000000001',
    'the same key, the same bytes')
FROM first, pg_temp.join(:guest, pg_temp.papers(1), NULL, 'key-1') AS again;

-- One open application for an account and for a person
SELECT is((pg_temp.join(:guest, pg_temp.papers(1))).outcome, 'application_pending', 'one at a time');
SELECT is((pg_temp.join(:guest, pg_temp.papers(2))).outcome, 'application_pending', 'whoever it is for');
SELECT is((pg_temp.join(pg_temp.guest(), pg_temp.papers(1))).outcome, 'application_pending',
    'and whoever asks');

-- Names and numbers
SELECT pg_temp.guest() AS liar \gset
\set liar '''':liar'''::uuid'
SELECT is((pg_temp.join(:liar, pg_temp.papers(1, 2))).outcome, 'identity_mismatch',
    'a known number under another name');
SELECT is((SELECT count(*) FROM core.people AS p WHERE p.real_name_index = pg_temp.index_of('name', 2)),
    0::bigint, 'enters nobody');
SELECT is((SELECT m.phone_masked FROM core.members AS m WHERE m.id = :liar), NULL, 'and no phone');
SELECT is(string_agg((pg_temp.join(:liar, pg_temp.papers(1, n))).outcome, ' ' ORDER BY n),
    'identity_mismatch identity_mismatch identity_mismatch identity_mismatch identity_attempts_used',
    'guessing ends after five times') FROM generate_series(3, 7) AS n;
SELECT is((pg_temp.join(:liar, pg_temp.papers(7))).outcome, 'identity_attempts_used', 'for a day');
UPDATE core.idempotency_keys SET created_at = now() - interval '25 hours' WHERE caller_id = :liar;
SELECT is((pg_temp.join(:liar, pg_temp.papers(7))).outcome, 'ok', 'not for ever');

-- Accounts and places
SELECT is((pg_temp.join(:nobody, pg_temp.papers(20))).outcome, 'member_unknown', 'an unknown account');
SELECT is((pg_temp.join(:suspended, pg_temp.papers(20))).outcome, 'member_unknown', 'a suspended one');
SELECT is((pg_temp.join(pg_temp.guest(), pg_temp.papers(20), :nobody)).outcome, 'organisation_not_found',
    'an unknown organisation');
SELECT is((pg_temp.join(pg_temp.guest(), pg_temp.papers(20), :district)).outcome,
    'organisation_not_joinable', 'one that has no members of its own');
SELECT is((pg_temp.join(pg_temp.guest(false), pg_temp.papers(20))).outcome, 'consent_required',
    'nobody joins without agreeing');
SELECT is((SELECT count(*) FROM core.people AS p WHERE p.id_number_index = pg_temp.index_of('number', 20)),
    0::bigint, 'none of them was entered');

-- Whoever is a member already
UPDATE core.people SET id_number_index = pg_temp.index_of('number', 30),
    real_name_index = pg_temp.index_of('name', 30) WHERE id = '0000000a-0000-7000-8000-000000000001';
INSERT INTO core.consents (member_id, purpose, version)
SELECT :member, p, 1 FROM unnest('{membership_service,id_number}'::text[]) AS p;
SELECT is((pg_temp.join(:member, pg_temp.papers(30))).outcome, 'already_member', 'a member joins nothing');
SELECT is((pg_temp.join(:member, pg_temp.papers(31), :shop)).outcome, 'already_member', 'nor for others');
SELECT is((pg_temp.join(pg_temp.guest(), pg_temp.papers(30), :shop)).outcome, 'already_member',
    'a member elsewhere does not join by another account');
SELECT pg_temp.guest() AS again \gset
\set again '''':again'''::uuid'
SELECT is((pg_temp.join(:again, pg_temp.papers(30))).outcome, 'ok', 'but asks for their own union');
SELECT ok((SELECT a.is_duplicate FROM core.applications AS a WHERE a.applicant_id = :again),
    'and the union is told');
SELECT ok(NOT (SELECT a.is_duplicate FROM core.applications AS a WHERE a.applicant_id = :guest),
    'of others it is not');

-- Another person's account
SELECT core.membership_end('0000000a-0000-7000-8000-000000000004', 'left') \g /dev/null
UPDATE core.people SET id_number_index = pg_temp.index_of('number', 40),
    real_name_index = pg_temp.index_of('name', 40) WHERE id = '0000000a-0000-7000-8000-000000000004';
\set left '''00000002-0000-7000-8000-000000000004''::uuid'
INSERT INTO core.consents (member_id, purpose, version)
SELECT :left, p, 1 FROM unnest('{membership_service,id_number}'::text[]) AS p;
SELECT is((pg_temp.join(:left, pg_temp.papers(41))).outcome, 'identity_mismatch',
    'an account is one person''s');
SELECT is((pg_temp.join(:left, pg_temp.papers(40))).outcome, 'ok', 'who may come back');
SELECT is((SELECT m.phone_masked FROM core.members AS m WHERE m.id = :left), '138****0004',
    'without agreeing to it no phone is kept');

-- A merged person
INSERT INTO core.people (id, real_name_masked, real_name_index, id_number_index, merged_into)
SELECT core.uuid7(), '张*', pg_temp.index_of('name', 50), pg_temp.index_of('number', 50), a.person_id
FROM core.applications AS a WHERE a.applicant_id = :guest;
SELECT is((pg_temp.join(pg_temp.guest(), pg_temp.papers(50))).outcome, 'application_pending',
    'a merged person is the one who is left');

-- Returned and mended
SELECT (body ->> 'id') AS application FROM first \gset
\set application '''':application'''::uuid'
CREATE FUNCTION pg_temp.mend(member uuid, application uuid, papers jsonb, organisation uuid,
                             OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$
    SELECT * FROM api.membership_application_resubmit(
        member, application, organisation, 'new_form', papers, gen_random_uuid()::text, '\x00',
        '00000013-0000-7000-8000-000000000001')
$$;
SELECT is((pg_temp.mend(:guest, :application, pg_temp.papers(1), :shop)).outcome,
    'application_not_returned', 'what was not returned is not mended');
SELECT is((pg_temp.return(:haizhou, :application)).outcome, 'ok', 'returned');
SELECT is((pg_temp.mend(:again, :application, pg_temp.papers(1), :shop)).outcome,
    'application_not_found', 'to nobody else');
SELECT is((pg_temp.mend(:guest, :application, pg_temp.papers(7), :shop)).outcome,
    'application_pending', 'not into a person who has another one');
SELECT is((pg_temp.mend(:guest, :application, pg_temp.papers(1, 8), :shop)).outcome,
    'identity_mismatch', 'not into a mismatch');
SELECT is((pg_temp.mend(:guest, :application, pg_temp.papers(60), :shop)).outcome, 'ok',
    'but into another person and place');
SELECT is((SELECT row(a.state, a.office_path COLLATE "default", a.form, p.id_number_index)
           FROM core.applications AS a JOIN core.people AS p ON p.id = a.person_id
           WHERE a.id = :application),
    row('submitted'::text, '320000/320700/320707/GY-0001/'::text, '{"employment_kind": "new_form"}'::jsonb,
        pg_temp.index_of('number', 60)), 'where it begins again');
SELECT is(pg_temp.steps(:application), 'submitted returned:320706 resubmitted', 'step by step');
SELECT is((pg_temp.join(pg_temp.guest(), pg_temp.papers(1))).outcome, 'ok', 'the first person is free again');

SELECT * FROM finish();
ROLLBACK;
