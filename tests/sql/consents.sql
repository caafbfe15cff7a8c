-- Consents: versions, giving, taking back, and what depends on them.
BEGIN;
\ir fixture/town.psql
SELECT plan(38);
\set guest '''00000002-0000-7000-8000-000000000009''::uuid'
INSERT INTO core.members (id, member_no) VALUES (:guest, 20000009);

CREATE FUNCTION pg_temp.give(member uuid, purpose text, version bigint, OUT outcome text, OUT body json)
LANGUAGE sql AS $$ SELECT * FROM api.me_consent_give(member, purpose, version, gen_random_uuid()) $$;
CREATE FUNCTION pg_temp.withdraw(member uuid, purpose text, OUT outcome text, OUT body json)
LANGUAGE sql AS $$ SELECT * FROM api.me_consent_withdraw(member, purpose, gen_random_uuid()) $$;

-- Texts
SELECT set_eq('SELECT purpose, version FROM core.consent_current()',
    $$VALUES ('membership_service', 1::bigint), ('id_number', 1), ('phone', 1)$$, 'three purposes');
SELECT throws_like($$UPDATE core.consent_texts SET text = 'x'$$, '%not allowed%', 'a text never changes');
SELECT throws_like('DELETE FROM core.consent_texts', '%not allowed%', 'nor goes');

-- Giving
SELECT is(core.consents_missing(:guest, '{membership_service,id_number}'),
    '{membership_service,id_number}', 'at first all are missing, in the order asked');
SELECT is((pg_temp.give(:guest, 'id_number', 1)).outcome, 'ok', 'given');
SELECT is(core.consents_missing(:guest, '{membership_service,id_number}'), '{membership_service}', 'one less');
SELECT is(core.consents_missing(:guest, '{id_number}'), '{}', 'nothing is missing');
SELECT is(core.consents_missing(:guest, '{bogus}'), '{bogus}', 'an unknown purpose is');
SELECT is((pg_temp.give(:guest, 'id_number', 1)).body ->> 'given_at',
    (SELECT to_json(given_at) #>> '{}' FROM core.consents WHERE member_id = :guest), 'twice is once');
SELECT is((SELECT count(*) FROM core.consents WHERE member_id = :guest), 1::bigint, 'one row');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE actor_id = :guest), 1::bigint, 'one row of the audit');
SELECT is((pg_temp.give(:guest, 'id_number', 2)).outcome, 'consent_version_old', 'no such version');
SELECT is((pg_temp.give(:nobody, 'id_number', 1)).outcome, 'member_unknown', 'nobody');
UPDATE core.members SET status = 'closed' WHERE id = :guest;
SELECT is((pg_temp.give(:guest, 'phone', 1)).outcome, 'member_unknown', 'a closed account');
UPDATE core.members SET status = 'active' WHERE id = :guest;

-- A new wording
INSERT INTO core.consent_texts VALUES ('id_number', 2, 't', 'x', true, true, now() + interval '1 day');
SELECT is(core.consents_missing(:guest, '{id_number}'), '{}', 'what is not yet in force asks nobody');
SELECT is((api.consent_text_list('id_number')).body -> 'items' -> 0 ->> 'version', '1', 'nor is shown');
INSERT INTO core.consent_texts VALUES ('id_number', 3, 't', 'x', true, true, now());
SELECT is(core.consents_missing(:guest, '{id_number}'), '{id_number}', 'whoever agreed before is asked again');
SELECT is((pg_temp.give(:guest, 'id_number', 1)).outcome, 'consent_version_old', 'the old one is not enough');
SELECT is((pg_temp.give(:guest, 'id_number', 3)).outcome, 'ok', 'the new one is');
SELECT is(array_agg(end_reason ORDER BY version), '{renewed,NULL}', 'the old consent is kept, ended')
FROM core.consents WHERE member_id = :guest;
SELECT is(array_agg((item ->> 'version')::bigint), '{3,1}', 'all wordings of a purpose, newest first')
FROM api.consent_text_list('id_number') AS a, json_array_elements(a.body -> 'items') AS item;
SELECT is(array_agg(item ->> 'purpose'), '{membership_service,id_number,phone}', 'the current of each')
FROM api.consent_text_list(NULL) AS a, json_array_elements(a.body -> 'items') AS item;

-- Taking back
SELECT is((pg_temp.withdraw(:guest, 'id_number')).outcome, 'ok', 'whoever is no member may');
SELECT is(core.consents_missing(:guest, '{id_number}'), '{id_number}', 'missing again');
SELECT is((pg_temp.withdraw(:guest, 'id_number')).outcome, 'consent_not_given', 'not twice');
SELECT pg_temp.give(:member, 'id_number', 3), pg_temp.give(:member, 'phone', 1) \g /dev/null
SELECT is((pg_temp.withdraw(:member, 'id_number')).outcome, 'consent_needed', 'a membership stands on it');
UPDATE core.members SET phone_sealed = '\x01', phone_index = sha256('x') WHERE id = :member;
SELECT is((pg_temp.withdraw(:member, 'phone')).outcome, 'ok', 'the phone is theirs alone');
SELECT is((SELECT num_nonnulls(phone_masked, phone_sealed, phone_index, phone_verified_at)
           FROM core.members WHERE id = :member), 0, 'and is gone');
SELECT is((api.me_consent_list(:member)).body::jsonb -> 'items' -> 1 ->> 'is_given', 'true', 'the list says so');
SELECT isnt((api.me_consent_list(:member)).body::jsonb -> 'items' -> 2 ->> 'withdrawn_at', NULL, 'and when');

-- New wordings, from whoever runs the machine
SELECT is((api.consent_text_publish('phone', '手机号', '新的说明', now() + interval '1 day',
    core.uuid7())).body ->> 'version', '2', 'a wording of its own');
SELECT is((api.consent_text_publish('phone', '手机号', '更早', now(), core.uuid7())).outcome,
    'validation_failed', 'never before the latest one');
SELECT is((api.consent_text_publish('id_number', '证件', '昨天', now() - interval '1 day',
    core.uuid7())).outcome, 'validation_failed', 'nor in the past');
SELECT is((api.consent_text_publish('bogus', '无', '无', NULL, core.uuid7())).outcome,
    'validation_failed', 'nor of another purpose');
SELECT is((api.consent_text_publish('membership_service', '会员服务', '即日起', NULL, core.uuid7())).outcome,
    'ok', 'at once');
SELECT is((SELECT text FROM core.consent_current() WHERE purpose = 'membership_service'), '即日起',
    'and it is what people read');
SELECT is((SELECT (is_required, is_sensitive)::text FROM core.consent_current()
    WHERE purpose = 'membership_service'), '(t,f)', 'as binding as the one before');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'consent_text_publish'
    AND organisation_id IS NOT NULL), 2::bigint, 'written down for the auditors at the top');
SELECT * FROM finish();
ROLLBACK;
