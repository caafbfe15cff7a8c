-- Personal data in the database: who may read it, what becomes of corrections, and how people are
-- forgotten. What is sealed is a few bytes here; api/seal.h is tested elsewhere.
BEGIN;
\ir fixture/town.psql
SELECT plan(79);
\set city '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
\set dormant '''00000003-0000-7000-8000-000000000003''::uuid'
\set person '''0000000a-0000-7000-8000-000000000001''::uuid'
\set other_person '''0000000a-0000-7000-8000-000000000002''::uuid'
\set request '''00000013-0000-7000-8000-000000000001''::uuid'
UPDATE core.people
SET real_name_sealed = '\x01', real_name_index = sha256('name'), id_number_masked = '3207**********004X',
    id_number_sealed = '\x02', id_number_index = sha256(id::text::bytea);
UPDATE core.members SET phone_sealed = '\x03', phone_index = sha256(id::text::bytea);

-- Every sealed column is in the registry, which rotation goes by, and what the registry says exists.
SELECT is_empty($$
    SELECT c.relname, a.attname FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
    WHERE c.relnamespace = 'core'::regnamespace AND a.atttypid = 'bytea'::regtype
        AND a.attname ~ '(^|_)sealed$' AND NOT a.attisdropped
    EXCEPT SELECT relation, "column" FROM core.sealed_columns()$$, 'no sealed column is forgotten');
SELECT is((SELECT count(*) FROM core.sealed_columns() AS c,
               LATERAL api.sealed_scan(c.name, NULL, 100, 0) AS s WHERE s.outcome = 'ok'),
    (SELECT count(*) FROM core.sealed_columns()), 'each of them can be read');

-- Reading in clear
CREATE FUNCTION pg_temp.reveal(admin uuid, member uuid, fields jsonb, roles text[] DEFAULT '{admin,auditor}',
    OUT outcome text, OUT body json, OUT person_id uuid, OUT real_name_sealed bytea,
    OUT id_number_sealed bytea, OUT phone_sealed bytea)
LANGUAGE sql AS $$
    SELECT * FROM api.admin_member_reveal(admin, roles, 'personal_data', member, fields, '核对材料',
        '00000013-0000-7000-8000-000000000001') $$;
SELECT is(pg_temp.reveal(:haizhou, :member, '["phone", "real_name"]')::text,
    format('(ok,,%s,"\\x01",,"\\x03")', :person), 'only what was asked for');
SELECT is(array_agg(concat_ws(' ', field, role, operation, reason) ORDER BY field),
    '{phone admin admin_member_reveal 核对材料,real_name admin admin_member_reveal 核对材料}',
    'a row for each field') FROM core.personal_data_accesses WHERE member_id = :member;
SELECT is((SELECT organisation_id FROM core.personal_data_accesses LIMIT 1),
    '00000001-0000-7000-8000-000000000003', 'in the name of the office that covers');
SELECT is((SELECT (action, organisation_id, changes)::text FROM core.audit_entries WHERE object_id = :member),
    '(admin_member_reveal,00000001-0000-7000-8000-000000000005,"{""fields"": [""phone"", ""real_name""]}")',
    'one row of the audit, of the member''s organisation');
SELECT is((pg_temp.reveal(:haizhou, :other, '["phone"]')).outcome, 'member_not_found', 'not of another district');
SELECT is((pg_temp.reveal(:dormant, :member, '["phone"]')).outcome, 'member_not_found', 'not by who may not act');
SELECT is((pg_temp.reveal(:haizhou, :member, '["phone"]', '{auditor}')).outcome, 'member_not_found',
    'not in a role that is not held');
SELECT is((pg_temp.reveal(:haizhou, :nobody, '["phone"]')).outcome, 'member_not_found', 'nobody');
UPDATE core.role_grants SET resources = '{points}' WHERE admin_id = :haizhou;
SELECT is((pg_temp.reveal(:haizhou, :member, '["phone"]')).outcome, 'member_not_found',
    'not by a grant for other things');
UPDATE core.role_grants SET resources = NULL WHERE admin_id = :haizhou;
SELECT is((SELECT count(*) FROM core.personal_data_accesses), 2::bigint, 'refusals leave no row');
SELECT throws_like('DELETE FROM core.personal_data_accesses', '%not allowed%', 'and no row goes');

-- Applicants are read by the office where their application lies, until it is decided.
\set guest '''00000002-0000-7000-8000-000000000009''::uuid'
\set applicant '''0000000a-0000-7000-8000-000000000009''::uuid'
INSERT INTO core.members (id, member_no) VALUES (:guest, 20000009);
INSERT INTO core.people (id, real_name_masked, real_name_sealed) VALUES (:applicant, '石*', '\x09');
INSERT INTO core.applications (id, kind, applicant_id, person_id, target_id, form, stage, organisation_id,
                               office_path, origin_path, due_at)
SELECT :applicant, 'joining', :guest, :applicant, o.id, '{}', 1, o.id, o.path, o.path, now()
FROM core.organisations AS o WHERE o.code = 'HZ-0001';
SELECT is(pg_temp.reveal(:haizhou, :guest, '["real_name"]')::text, format('(ok,,%s,"\\x09",,)', :applicant),
    'an applicant, by the office');
UPDATE core.applications SET is_duplicate = true;
SELECT is((pg_temp.reveal(:haizhou, :guest, '["real_name"]')).outcome, 'member_not_found',
    'not with somebody else''s papers');
UPDATE core.applications SET is_duplicate = false, organisation_id = '00000001-0000-7000-8000-000000000006';
SELECT is((pg_temp.reveal(:haizhou, :guest, '["real_name"]')).outcome, 'member_not_found', 'not by another office');
UPDATE core.applications SET organisation_id = '00000001-0000-7000-8000-000000000005';
SELECT is(core.erasure_refusal(:guest), 'erasure_open_applications', 'what is under way comes first');
UPDATE core.applications SET state = 'rejected', decided_at = now() - interval '90 days' + interval '1 minute';
SELECT is((pg_temp.reveal(:haizhou, :guest, '["real_name"]')).outcome, 'member_not_found', 'nor once it is decided');

-- Whom the union never took is forgotten after 90 days.
UPDATE core.members SET person_id = :applicant WHERE id = :guest;
SELECT is((api.people_prune(10)).body ->> 'people', '0', 'not before');
UPDATE core.applications SET decided_at = now() - interval '90 days 1 second';
SAVEPOINT refused;
INSERT INTO core.applications (id, kind, applicant_id, person_id, target_id, form, stage, organisation_id,
                               office_path, origin_path, due_at)
SELECT :person, 'joining', :guest, a.person_id, a.target_id, '{}', 1, a.organisation_id, a.office_path,
       a.origin_path, now() FROM core.applications AS a;
SELECT is((api.people_prune(10)).body ->> 'people', '0', 'not while they ask again');
ROLLBACK TO refused;
INSERT INTO core.memberships (person_id, organisation_id, span, end_reason)
VALUES (:applicant, '00000001-0000-7000-8000-000000000005', tstzrange('2020-01-01', '2021-01-01'), 'left');
SELECT is((api.people_prune(10)).body ->> 'people', '0', 'not who was a member once');
ROLLBACK TO refused;
SELECT is((api.people_prune(10)).body ->> 'people', '1', 'then they are');
SELECT is((SELECT (real_name_masked, real_name_sealed)::text FROM core.people WHERE id = :applicant), '(已注销,)', 'forgotten');
SELECT is((SELECT person_id FROM core.members WHERE id = :guest), NULL, 'the account is a guest''s again');
SELECT is((SELECT (actor_kind, object_id)::text FROM core.audit_entries WHERE action = 'people_prune'),
    format('(system,%s)', :applicant), 'it is written down');
SELECT is((api.people_prune(10)).body ->> 'people', '0', 'once');
UPDATE core.applications SET kind = 'founding', contact = '{"name": "石*"}', contact_sealed = '\x05';
SELECT is((api.people_prune(10)).body ->> 'contacts', '1', 'so are contacts of foundings that came to nothing');
SELECT is((SELECT (contact, contact_sealed)::text FROM core.applications), '(,)', 'all of them');
SELECT is((SELECT count(*) FROM core.people WHERE real_name_masked = '已注销'), 1::bigint, 'and nobody else');
DELETE FROM core.applications;
DELETE FROM core.people WHERE id = :applicant;

-- Finding
CREATE FUNCTION pg_temp.found(admin uuid, name bytea, number bytea, phone bytea) RETURNS uuid[]
LANGUAGE sql AS $$
    SELECT coalesce(array_agg((item ->> 'id')::uuid), '{}')
    FROM api.admin_member_search(admin, '{admin}', 'personal_data', name, number, phone, 20, NULL) AS s,
        json_array_elements(s.body -> 'items') AS item $$;
SELECT is(pg_temp.found(:city, NULL, sha256(:person::text::bytea), NULL), ARRAY[:member], 'by ID number');
SELECT is(pg_temp.found(:city, NULL, NULL, sha256(:member::text::bytea)), ARRAY[:member], 'by phone');
SELECT is(pg_temp.found(:city, sha256('name'), NULL, NULL), ARRAY[:member, :other, :suspended, :fourth], 'by name');
SELECT is(pg_temp.found(:haizhou, sha256('name'), NULL, NULL), ARRAY[:member, :suspended, :fourth],
    'within the subtree');
SELECT is(pg_temp.found(:haizhou, sha256('x'), NULL, NULL), '{}', 'nobody');
SELECT is((SELECT body::text FROM api.admin_member_search(:city, '{admin}', 'personal_data', NULL,
        sha256(:person::text::bytea), NULL, 20, NULL)) ~ 'sealed|index', false, 'only masks come out');

-- Corrections
SELECT is((api.member_person(:member)).person_id, :person, 'whose papers they are');
SELECT is((api.member_person(:nobody)).person_id, NULL, 'nobody''s');
CREATE FUNCTION pg_temp.wish(member uuid, person uuid, field text, value text, OUT outcome text, OUT body json)
LANGUAGE sql AS $$
    SELECT * FROM api.me_correction_request(member, person, core.uuid7(), field, value || '*',
        value::bytea, sha256(value::bytea), '更名', '00000013-0000-7000-8000-000000000001') $$;
CREATE FUNCTION pg_temp.latest() RETURNS uuid LANGUAGE sql AS
    $$ SELECT id FROM core.corrections WHERE status = 'pending' ORDER BY created_at DESC, id DESC LIMIT 1 $$;
CREATE FUNCTION pg_temp.approve(admin uuid, correction uuid) RETURNS text LANGUAGE sql AS $$
    SELECT outcome FROM api.admin_correction_approve(admin, '{admin}', 'personal_data', correction, '一致',
        '00000013-0000-7000-8000-000000000001') $$;
SELECT is((pg_temp.wish(:member, :person, 'real_name', 'new')).outcome, 'ok', 'asked for');
SELECT is((pg_temp.wish(:member, :person, 'real_name', 'newer')).outcome, 'correction_pending', 'one at a time');
SELECT is((pg_temp.wish(:member, :other_person, 'id_number', 'x')).outcome, 'person_missing',
    'what is sealed for somebody else is not taken');
SELECT is(pg_temp.approve(:nobody, pg_temp.latest()), 'correction_not_found', 'not by anybody');
SELECT is(pg_temp.approve(:haizhou, pg_temp.latest()), 'ok', 'approved');
SELECT is((SELECT (real_name_masked, real_name_sealed, real_name_index)::text FROM core.people WHERE id = :person),
    (SELECT ('new*', 'new'::bytea, sha256('new'))::text), 'the value took its place');
SELECT is((SELECT changes FROM core.audit_entries WHERE action = 'admin_correction_approve'),
    '{"real_name": ["张*", "new*"]}', 'the audit has the masks');
SELECT is((SELECT (value_sealed, value_index)::text FROM core.corrections), '(,)', 'and only the mask stays');
SELECT pg_temp.wish(:member, :person, 'id_number', :other_person::text) \g /dev/null
UPDATE core.people SET id_number_index = sha256(:other_person::text::bytea) WHERE id = :other_person;
SELECT is(pg_temp.approve(:city, pg_temp.latest()), 'id_number_taken', 'somebody has that number');
SELECT is((SELECT status FROM core.corrections WHERE field = 'id_number'), 'pending', 'it still waits');
UPDATE core.members SET person_id = NULL WHERE id = :fourth;
UPDATE core.members SET person_id = '0000000a-0000-7000-8000-000000000004' WHERE id = :member;
SELECT is(pg_temp.approve(:city, pg_temp.latest()), 'correction_outdated', 'sealed for who they no longer are');
UPDATE core.members SET person_id = :person WHERE id = :member;
UPDATE core.members SET person_id = '0000000a-0000-7000-8000-000000000004' WHERE id = :fourth;

-- What stands against erasure
CREATE FUNCTION pg_temp.ask(member uuid, OUT outcome text, OUT body json) LANGUAGE sql AS
    $$ SELECT * FROM api.me_erasure_request(member, '离开', gen_random_uuid()) $$;
SELECT is(core.erasure_refusal(:member), NULL, 'nothing');
INSERT INTO core.legal_holds (member_id, reason, created_by) VALUES (:member, '争议', :city);
SELECT is((pg_temp.ask(:member)).outcome, 'erasure_held', 'a hold');
UPDATE core.legal_holds SET released_by = :city, released_at = now(), release_reason = '结案';
UPDATE core.wallets SET debt = 1 WHERE member_id = :member;
SELECT is((pg_temp.ask(:member)).outcome, 'erasure_points_debt', 'points owed');
UPDATE core.wallets SET debt = 0 WHERE member_id = :member;
INSERT INTO core.orders (id, member_id, status, total_fen, payable_fen, subsidy_fen, points_fen, programme_fen,
    voucher_fen, discount_fen, points_spent, delivery_kind, recipient_masked, phone_masked, region_code, detail_masked,
    delivery_sealed, idempotency_key, paid_at)
VALUES (:request, :member, 'paid', 10, 0, 10, 10, 0, 0, 0, 1, 'address', '石*', '138****0001', '320706', '解放中路****',
    '\x04', 'key-of-an-order-1', now());
SELECT is((pg_temp.ask(:member)).outcome, 'erasure_open_orders', 'an order on its way');
UPDATE core.orders SET paid_at = now() - interval '15 days 1 second' WHERE id = :request;
SELECT is((pg_temp.ask(:nobody)).outcome, 'member_unknown', 'nobody');

INSERT INTO core.identities (member_id, appid, openid) VALUES (:member, 'wx0123456789abcdef', 'openid-of-a-member');

-- What lists say of them: done with, yet to be committed, and of somebody else.
\set import '''00000020-0000-7000-8000-000000000001''::uuid'
INSERT INTO core.imports (id, organisation_id, created_by)
VALUES (:import, '00000001-0000-7000-8000-000000000005', :haizhou);
INSERT INTO core.import_parts (import_id, part_no, digest, lines, rows) VALUES (:import, 1, sha256('list'), 5, 5);
INSERT INTO core.import_rows (id, import_id, part_no, line, state, effect, real_name_masked, real_name_index,
    id_number_masked, id_number_index, person_sealed, person_id, member_id)
SELECT core.uuid7(), :import, 1, r.line, r.state, CASE r.state WHEN 'committed' THEN 'changed' END, p.real_name_masked,
    p.real_name_index, p.id_number_masked, p.id_number_index, CASE r.state WHEN 'new' THEN '\x05'::bytea END, p.id, :member
FROM (VALUES (2, 'committed', :person), (3, 'unchanged', :person), (4, 'rejected', :person), (5, 'new', :person),
             (6, 'committed', :other_person)) AS r (line, state, person)
JOIN core.people AS p ON p.id = r.person;

-- What else tells of them, or lets them in.
SELECT core.session_open(:member, NULL, sha256('token')) \g /dev/null
INSERT INTO core.role_grants (member_id, role, merchant_id)
VALUES (:member, 'merchant_staff', '00000004-0000-7000-8000-000000000001');
INSERT INTO core.consents (member_id, purpose, version) VALUES (:member, 'membership_service', 1);
INSERT INTO core.idempotency_keys (caller_id, operation, key, fingerprint, request_id, outcome)
VALUES (:member, 'order_create', 'key-of-an-order-1', sha256('body'), :request, 'ok');
INSERT INTO core.applications (id, kind, applicant_id, target_id, form, contact, contact_sealed, state, stage,
                               organisation_id, office_path, due_at, decided_at)
SELECT :other_person, 'founding', :member, o.id, '{}', '{"name": "石*"}', '\x06', 'rejected', 1, o.id, o.path, now(),
       now()
FROM core.organisations AS o WHERE o.code = '320706';

-- Erasure
SELECT is((pg_temp.ask(:member)).outcome, 'ok', 'asked for');
SELECT is((SELECT erases_at - requested_at FROM core.erasures), interval '7 days', 'in seven days');
SELECT is((api.erasures_run(10)).body ->> 'erased', '0', 'not before');
UPDATE core.erasures SET erases_at = now();
INSERT INTO core.legal_holds (member_id, reason, created_by) VALUES (:member, '审计', :city);
SELECT is((api.erasures_run(10)).body ->> 'erased', '0', 'not while held');
SELECT is((api.me_erasure_get(:member)).body ->> 'held_by', 'erasure_held', 'which is said');
UPDATE core.legal_holds SET released_by = :city, released_at = now(), release_reason = '结案' WHERE released_at IS NULL;
SELECT is((api.erasures_run(10)).body ->> 'erased', '0', 'who was held is looked at in an hour');
UPDATE core.erasures SET tried_at = now() - interval '61 minutes';
SELECT is((api.erasures_run(10)).body ->> 'erased', '1', 'then it is done');
SELECT is((SELECT (real_name_masked, real_name_sealed, real_name_index, id_number_masked, id_number_sealed,
                   id_number_index)::text FROM core.people WHERE id = :person), '(已注销,,,,,)', 'no person is left');
SELECT is((SELECT (status, phone_masked, phone_sealed, phone_index, phone_verified_at)::text FROM core.members
           WHERE id = :member), '(closed,,,,)', 'no phone');
SELECT is((SELECT (recipient_masked, phone_masked, region_code, detail_masked, delivery_sealed)::text
           FROM core.orders WHERE id = :request), '(已注销,已注销,000000,已注销,)', 'no address');
SELECT is((SELECT array_agg(DISTINCT (value_masked, value_sealed, reason)::text) FROM core.corrections),
    '{"(已注销,,已注销)"}', 'no wishes');
SELECT is((SELECT array_agg(status ORDER BY field) FROM core.corrections), '{erased,approved}', 'but what became of them');
SELECT is_empty('SELECT FROM core.identities', 'no way to sign in');
SELECT is_empty(format('SELECT FROM core.session_families WHERE subject_id = %L AND revoked_at IS NULL', :member),
    'nobody is signed in');
SELECT is_empty(format('SELECT FROM core.role_grants WHERE member_id = %L AND revoked_at IS NULL', :member), 'no role');
SELECT is((SELECT array_agg(end_reason) FROM core.consents WHERE member_id = :member AND ended_at IS NOT NULL),
    '{erased}', 'no consent holds');
SELECT is_empty(format('SELECT FROM core.idempotency_keys WHERE caller_id = %L', :member), 'no answer to give again');
SELECT is((SELECT (contact, contact_sealed)::text FROM core.applications WHERE id = :other_person), '(,)',
    'nobody to ask about a union that they wanted to found');
SELECT is((SELECT array_agg(line ORDER BY line) FROM core.import_rows), '{5,6}',
    'no line of a list, but for what is yet to be committed');
SELECT is((SELECT (end_reason, upper_inf(span))::text FROM core.memberships WHERE person_id = :person),
    '(erased,f)', 'the membership has ended');
SELECT is((SELECT count(*) FROM core.entries WHERE member_id = :member) > 0, true, 'the ledger stays');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'and is whole');
SELECT is((SELECT (actor_kind, action)::text FROM core.audit_entries ORDER BY seq DESC LIMIT 1),
    '(system,erasures_run)', 'it is written down');
SELECT is((SELECT count(*) FROM core.people WHERE id_number_sealed IS NOT NULL), 3::bigint, 'nobody else is forgotten');

-- Records that were merged into one are forgotten together.
UPDATE core.people SET merged_into = :other_person WHERE id = '0000000a-0000-7000-8000-000000000004';
SELECT core.person_forget(:other_person) \g /dev/null
SELECT is((SELECT count(*) FROM core.people WHERE real_name_masked = '已注销'), 3::bigint, 'also what was merged');
SELECT is((SELECT array_agg(line) FROM core.import_rows), '{5}', 'and what lists said of them');
SELECT * FROM finish();
ROLLBACK;
