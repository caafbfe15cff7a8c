-- Founding a union: what may be asked, two stages, and what comes of it.
BEGIN;
\ir fixture/town.psql
\ir fixture/applications.psql
SELECT plan(41);

INSERT INTO core.organisations (id, code, name, level, parent_id) VALUES
    ('00000001-0000-7000-8000-000000000007', '320706020', '花果山街道总工会', 'town', :district);
\set town '''00000001-0000-7000-8000-000000000007''::uuid'
\set province '''00000001-0000-7000-8000-000000000001''::uuid'
\set code '''91320706202600012L'''
\set other_code '''91320706202600020L'''
CREATE FUNCTION pg_temp.found(member uuid, parent uuid, code text, name text DEFAULT '云台物流公司工会',
                              contact jsonb DEFAULT NULL,
                              OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$
    SELECT * FROM api.founding_apply(
        caller_id => member, application_id => core.uuid7(), name => name, credit_code => code,
        parent_organisation_id => parent, employees => 86, contact => contact,
        contact_sealed => CASE WHEN contact IS NOT NULL THEN '\x01'::bytea END,
        idempotency_key => gen_random_uuid()::text, fingerprint => '\x00',
        request_id => '00000013-0000-7000-8000-000000000001')
$$;
CREATE FUNCTION pg_temp.mend(member uuid, application uuid, parent uuid, code text,
                             OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$
    SELECT * FROM api.founding_application_resubmit(
        member, application, '云台物流公司工会', code, parent, 90, NULL, NULL,
        gen_random_uuid()::text, '\x00', '00000013-0000-7000-8000-000000000001')
$$;

-- What may be asked
SELECT pg_temp.guest(false) AS guest \gset
\set guest '''':guest'''::uuid'
SELECT is((pg_temp.found(:nobody, :town, :code)).outcome, 'member_unknown', 'by an account');
SELECT is((pg_temp.found(:guest, :nobody, :code)).outcome, 'organisation_not_found', 'below something');
SELECT is((pg_temp.found(:guest, :province, :code)).outcome, 'parent_not_suitable', 'that a city decides about');
UPDATE core.organisations SET status = 'dissolved' WHERE id = :town;
SELECT is((pg_temp.found(:guest, :town, :code)).outcome, 'parent_not_suitable', 'that exists');
UPDATE core.organisations SET status = 'active' WHERE id = :town;
SELECT is((pg_temp.found(:guest, :town, :code, E' \u3000 ')).outcome, 'organisation_name_blank', 'with a name');
CREATE TEMP TABLE first AS SELECT * FROM pg_temp.found(:guest, :town, :code, ' 云台物流公司工会 ',
    '{"name": "李*", "phone": "139****5678"}');
SELECT is(outcome, 'ok', 'a founding') FROM first;
SELECT is((body -> 'form')::jsonb, '{"name": "云台物流公司工会", "credit_code": "91320706202600012L",
    "employees": 86, "contact": {"name": "李*", "phone": "139****5678"}}', 'with its form') FROM first;
SELECT is((body #>> '{organisation,name}') || (body #>> '{decided_by,name}'),
    '花果山街道总工会海州区总工会', 'below a town, decided by the district') FROM first;
SELECT (body ->> 'id') AS founding FROM first \gset
\set founding '''':founding'''::uuid'
SELECT is((pg_temp.found(:guest, :town, :other_code)).outcome, 'application_pending', 'one at a time');
SELECT is((pg_temp.found(pg_temp.guest(), :district, :code)).outcome, 'credit_code_taken',
    'and one for an enterprise');
SELECT is((pg_temp.found(:member, :district, :other_code)).outcome, 'ok', 'another one, by a member');
SELECT is((pg_temp.leave(:member)).outcome, 'ok', 'who may apply for other things meanwhile');
SELECT is((SELECT outcome FROM api.membership_application_get(:guest, :founding)), 'application_not_found',
    'it is not among the memberships');
SELECT is((SELECT outcome FROM api.founding_application_get(:guest, :founding)), 'ok', 'but here');
SELECT is((SELECT outcome FROM api.founding_application_get(:member, :founding)), 'application_not_found',
    'for its applicant');
SELECT is((SELECT json_array_length(body -> 'items') FROM api.founding_application_list(:guest, 20, NULL)), 1,
    'and in their list');
SELECT is((pg_temp.withdraw(:guest, :founding)).outcome, 'application_not_found', 'it is withdrawn elsewhere');

-- Returned and mended
SELECT is((pg_temp.mend(:guest, :founding, :district, :code)).outcome, 'application_not_returned', 'not returned yet');
SELECT is((pg_temp.return(:ganyu, :founding)).outcome, 'application_not_found', 'not theirs');
SELECT is((pg_temp.return(:haizhou, :founding)).outcome, 'ok', 'returned');
SELECT is((pg_temp.mend(:member, :founding, :district, :code)).outcome, 'application_not_found', 'not to others');
SELECT is((pg_temp.mend(:guest, :founding, :district, :other_code)).outcome, 'credit_code_taken', 'not into another''s');
SELECT is((pg_temp.mend(:guest, :founding, :town, :code)).outcome, 'ok', 'mended');
SELECT is((SELECT row(a.form ->> 'employees', a.contact, a.contact_sealed) FROM core.applications AS a
           WHERE a.id = :founding), row('90'::text, NULL::jsonb, NULL::bytea), 'in all it says');

-- Two stages
SELECT is((pg_temp.approve(:haizhou, :founding, 1)).outcome, 'ok', 'the district');
SELECT is((SELECT a.state || ' ' || a.office_path || ' ' || a.origin_path FROM core.applications AS a
           WHERE a.id = :founding),
    'in_review 320000/320700/ 320000/320700/320706/320706020/', 'then the city');
SELECT is((pg_temp.approve(:haizhou, :founding)).outcome, 'decision_not_yours', 'which the district only watches');
SELECT is((SELECT string_agg(i ->> 'id', ' ') FROM api.admin_application_list(:haizhou, '{admin}', 'application',
               NULL, 'founding', 'in_review', NULL, 20, NULL) AS l, json_array_elements(l.body -> 'items') AS i),
    :founding::text, 'in its list');
SAVEPOINT taken;
SELECT (core.organisation_open(:district, 'enterprise', '别的工会', NULL, :code)).refusal \g /dev/null
SELECT is((pg_temp.approve(:city, :founding)).outcome, 'credit_code_taken', 'unless there is one meanwhile');
SELECT is((SELECT a.state FROM core.applications AS a WHERE a.id = :founding), 'in_review', 'for somebody to reject');
SELECT is((pg_temp.found(pg_temp.guest(), :district, :code)).outcome, 'credit_code_taken', 'and nobody else asks');
ROLLBACK TO taken;
SAVEPOINT dissolved;
UPDATE core.organisations SET status = 'dissolved' WHERE id = :town;
SELECT is((pg_temp.approve(:city, :founding)).outcome, 'parent_not_suitable', 'or nothing above');
ROLLBACK TO dissolved;
CREATE TEMP TABLE founded AS SELECT * FROM pg_temp.approve(:city, :founding, 2);
SELECT is(outcome || ' ' || (body #>> '{founded_organisation,name}'), 'ok 云台物流公司工会', 'founded') FROM founded;
SELECT is((SELECT row(o.level, o.credit_code COLLATE "default", o.parent_id, o.status) FROM core.organisations AS o, founded
           WHERE o.id = (body #>> '{founded_organisation,id}')::uuid),
    row('enterprise'::text, :code::text, :town, 'active'::text), 'below the town, with its code');
SELECT is((SELECT row(e.action COLLATE "default", e.changes ->> 'event') FROM core.audit_entries AS e, founded
           WHERE e.object_id = (body #>> '{founded_organisation,id}')::uuid),
    row('admin_application_approve'::text, 'created'::text), 'its history begins');
SELECT is(pg_temp.place(:guest), NULL, 'whoever is not known by name is no member');
SELECT is((pg_temp.found(pg_temp.guest(), :district, :code)).outcome, 'credit_code_taken', 'there is one now');
SELECT is(pg_temp.steps(:founding), 'submitted returned:320706 resubmitted approved:320706 approved:320700',
    'step by step');

-- Founders who are known and belong nowhere
SELECT core.membership_end('0000000a-0000-7000-8000-000000000001', 'left') \g /dev/null
SELECT a.id AS second FROM core.applications AS a WHERE a.applicant_id = :member AND a.kind = 'founding' \gset
\set second '''':second'''::uuid'
SELECT is((SELECT string_agg((pg_temp.approve(:city, :second, n)).outcome, ' ' ORDER BY n)
           FROM generate_series(1, 2) AS n), 'ok ok', 'the city does both');
SELECT is((SELECT row(s.source, s.organisation_id) FROM core.memberships AS s
           WHERE s.person_id = '0000000a-0000-7000-8000-000000000001' AND upper_inf(s.span)),
    (SELECT row('founding'::text, a.founded_id) FROM core.applications AS a WHERE a.id = :second),
    'are its first member');
SELECT is_empty('SELECT * FROM core.application_violations()', 'and nothing contradicts itself');
SELECT * FROM finish();
ROLLBACK;
