-- Two records of one person: found, merged by two of the staff, and what goes over.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
SELECT plan(63);

\set city '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
\set gone '''0000000a-0000-7000-8000-000000000001''::uuid'
\set kept '''0000000a-0000-7000-8000-000000000002''::uuid'
\set factory '''00000001-0000-7000-8000-000000000005''::uuid'
\set shop '''00000001-0000-7000-8000-000000000006''::uuid'
INSERT INTO core.admins (id, login) VALUES ('00000003-0000-7000-8000-000000000009', 'colleague');
INSERT INTO core.role_grants (admin_id, role, organisation_id) VALUES
    ('00000003-0000-7000-8000-000000000009', 'admin', '00000001-0000-7000-8000-000000000002');
\set colleague '''00000003-0000-7000-8000-000000000009''::uuid'

CREATE FUNCTION pg_temp.merge(
    admin uuid, person uuid, target uuid, dry boolean DEFAULT false,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$
    SELECT * FROM api.person_merge(
        admin, '{admin}', 'member', person, target, '同一人', dry, gen_random_uuid()::text,
        sha256(convert_to(concat_ws('|', person, target, dry), 'UTF8')), core.uuid7())
$$;
-- As two of them ask for it.
CREATE FUNCTION pg_temp.merge_both(person uuid, target uuid) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ',
        (SELECT body ->> 'state' FROM pg_temp.merge('00000003-0000-7000-8000-000000000001', person, target)),
        (SELECT coalesce(body ->> 'state', outcome)
         FROM pg_temp.merge('00000003-0000-7000-8000-000000000009', person, target)))
$$;
CREATE FUNCTION pg_temp.obstacles(person uuid, target uuid) RETURNS text LANGUAGE sql AS $$
    SELECT body ->> 'obstacles' FROM pg_temp.merge('00000003-0000-7000-8000-000000000001', person, target, true)
$$;
CREATE FUNCTION pg_temp.named(person uuid, name text, ends text) RETURNS void LANGUAGE sql AS $$
    UPDATE core.people SET real_name_index = sha256(convert_to(name, 'UTF8')),
        id_number_masked = ends, id_number_index = CASE WHEN ends IS NOT NULL THEN sha256(id::text::bytea) END
    WHERE id = person
$$;
SELECT pg_temp.named(:gone, '张三', '3207**********0015'), pg_temp.named(:kept, '张三', '3207**********0023')
    \g /dev/null
UPDATE core.members SET phone_index = sha256('13800000001')
WHERE person_id IN (:gone, :kept);

-- Found
CREATE TEMP TABLE found AS SELECT * FROM api.admin_person_duplicates(
    :city, '{admin}', 'member', NULL, 20, NULL);
SELECT is((SELECT json_array_length(body -> 'items') FROM found), 1, 'a pair with the same name and phone');
SELECT is((SELECT body -> 'items' -> 0 ->> 'matches' FROM found), '["phone"]', 'is told why');
SELECT is((SELECT string_agg(c ->> 'person_id', ' ') FROM found, json_array_elements(
    body -> 'items' -> 0 -> 'persons') AS c), :gone || ' ' || :kept, 'once, whichever comes first');
SELECT is((SELECT json_array_length(body -> 'items') FROM api.admin_person_duplicates(
    :haizhou, '{admin}', 'member', NULL, 20, NULL)), 0, 'not to whom one of them is a stranger');
SELECT is((SELECT outcome FROM api.admin_person_duplicates(:haizhou, '{admin}', 'member', :shop, 20, NULL)),
    'organisation_not_found', 'nor in another district');
SELECT is((SELECT outcome FROM api.admin_person_duplicates(:city, '{admin}', 'member', NULL, 20, 'e30')),
    'cursor_invalid', 'a cursor of another list');
UPDATE core.members SET phone_index = NULL WHERE person_id = :kept;
SELECT is((SELECT json_array_length(body -> 'items') FROM api.admin_person_duplicates(
    :city, '{admin}', 'member', NULL, 20, NULL)), 0, 'a name alone is no reason');
UPDATE core.people SET id_number_masked = '3207**********0015' WHERE id = :kept;
SELECT is((SELECT body -> 'items' -> 0 ->> 'matches' FROM api.admin_person_duplicates(
    :city, '{admin}', 'member', NULL, 20, NULL)), '["id_number_ends"]', 'the ends of an ID number are');
INSERT INTO core.people (id, real_name_masked, real_name_index) VALUES
    ('0000000a-0000-7000-8000-000000000009', '张*', sha256(convert_to('张三', 'UTF8')));
INSERT INTO core.memberships (person_id, organisation_id) VALUES
    ('0000000a-0000-7000-8000-000000000009', :factory);
SELECT is((SELECT string_agg(i ->> 'matches', ' ' ORDER BY i ->> 'matches') FROM api.admin_person_duplicates(
    :city, '{admin}', 'member', NULL, 20, NULL), json_array_elements(body -> 'items') AS i),
    '["id_number_ends"] ["organisation"]', 'so is the same union, without an ID number or an account');
CREATE TEMP TABLE first_page AS SELECT * FROM api.admin_person_duplicates(
    :city, '{admin}', 'member', NULL, 1, NULL);
SELECT is((SELECT json_array_length(body -> 'items') FROM first_page), 1, 'a page of one');
SELECT is((SELECT body -> 'items' -> 0 ->> 'matches' FROM api.admin_person_duplicates(
    :city, '{admin}', 'member', NULL, 1, (SELECT body ->> 'next_cursor' FROM first_page))),
    '["organisation"]', 'the next one goes on within a person''s pairs');
SELECT is((SELECT json_array_length(body -> 'items') FROM api.admin_person_duplicates(
    :haizhou, '{admin}', 'member', NULL, 1, core.cursor_encode(json_build_object(
        'organisation', :shop, 'person', :kept, 'twin', :nobody)))), 0,
    'a cursor that names a stranger shows nothing');

-- Refused
SELECT is((pg_temp.merge(:haizhou, :gone, :kept)).outcome, 'person_not_found', 'staff of one of them only');
SELECT is((pg_temp.merge(:city, :nobody, :kept)).outcome, 'person_not_found', 'nobody');
SELECT is((pg_temp.merge(:city, :gone, :nobody)).outcome, 'person_not_found', 'into nobody');
SELECT is((pg_temp.merge(:city, :gone, :gone)).outcome, 'person_same', 'into oneself');

-- Told before
SELECT pg_temp.obstacles(:gone, :kept) AS before \gset
SELECT is(:'before'::text, '[]', 'nothing stands against it');
CREATE TEMP TABLE told AS SELECT * FROM pg_temp.merge(:city, :gone, :kept, true);
SELECT is((SELECT body ->> 'state' FROM told), 'planned', 'a dry run');
SELECT is((SELECT body -> 'moves' ->> 'points' FROM told), '1000', 'tells the points');
SELECT is((SELECT body -> 'moves' ->> 'leaves_organisation_id' FROM told), :factory::text,
    'and what ends');
SELECT is((SELECT count(*) FROM core.pending_operations), 0::bigint, 'and asks nobody');

-- Obstacles
SELECT pg_temp.named(:kept, '张三', NULL) \g /dev/null
SELECT is(pg_temp.obstacles(:gone, :kept), '["id_number_lost"]', 'an ID number that would be lost');
SELECT pg_temp.named(:kept, '张三', '3207**********0023') \g /dev/null
SELECT core.wallets_lock(ARRAY[:member]), core.points_hold(ARRAY[:member], ARRAY[10]::bigint[],
    ARRAY[core.uuid7()], ARRAY[now() + interval '1 hour']) \g /dev/null
SELECT is(pg_temp.obstacles(:gone, :kept), '["points_unsettled"]', 'points bound to an order');
SELECT is((pg_temp.merge(:city, :gone, :kept)).outcome, 'person_not_settled', 'keep them apart');
SELECT core.points_release((SELECT id FROM core.holds WHERE state = 'open')) \g /dev/null
UPDATE core.members SET status = 'suspended' WHERE id = :member;
SELECT is(pg_temp.obstacles(:gone, :kept), '["account_inactive"]', 'a suspension is not left behind');
UPDATE core.members SET status = 'active' WHERE id = :member;
INSERT INTO core.corrections (member_id, person_id, field, value_masked, value_sealed, value_index, reason)
VALUES (:member, :gone, 'real_name', '张*', '\x01', sha256('x'), '写错');
SELECT is(pg_temp.obstacles(:gone, :kept), '["correction_pending"]', 'a correction that waits');
DELETE FROM core.corrections;
INSERT INTO core.erasures (member_id) VALUES (:other);
SELECT is(pg_temp.obstacles(:gone, :kept), '["erasure_pending"]', 'whoever wants to be forgotten');
DELETE FROM core.erasures;

-- Two persons, and then everything goes over
INSERT INTO core.identities (member_id, appid, openid) VALUES (:member, 'wx0123456789abcdef', 'o-gone');
INSERT INTO core.consents (member_id, purpose, version) VALUES
    (:member, 'membership_service', 1), (:member, 'phone', 1), (:other, 'membership_service', 1);
INSERT INTO core.legal_holds (member_id, reason, created_by) VALUES (:member, '核查', :city);
SELECT core.session_open(:member, NULL, sha256('r')) \g /dev/null
UPDATE core.lots SET is_grace = true WHERE member_id = :member AND granted = 300;
UPDATE core.memberships SET employment_kind = 'contract' WHERE person_id = :gone;
SELECT is(pg_temp.lots(:member), '300 700', 'two lots');
SELECT is((pg_temp.merge(:city, :gone, :kept)).body ->> 'state', 'awaiting_second_person', 'the first person');
SELECT is((pg_temp.merge(:city, :gone, :kept)).body ->> 'state', 'awaiting_second_person', 'is not two');
SELECT is((SELECT merged_into FROM core.people WHERE id = :gone), NULL, 'nothing has happened');
SELECT is((pg_temp.merge(:colleague, :gone, :kept)).body ->> 'state', 'done', 'the second one');
SELECT is((SELECT merged_into FROM core.people WHERE id = :gone), :kept, 'the record is a redirect');
SELECT is((SELECT (status, merged_into, phone_index)::text FROM core.members WHERE id = :member),
    format('(closed,%s,)', :other), 'and so is the account');
SELECT is(pg_temp.wallet(:member), '0 0 0 0', 'its points are gone');
SELECT is(pg_temp.wallet(:other), '1050 0 0 0', 'to the other one');
SELECT is(pg_temp.lots(:other), '300 50 700', 'lot by lot');
SELECT is((SELECT is_grace FROM core.lots WHERE member_id = :other AND granted = 300), true,
    'with what they were');
SELECT is((SELECT count(*) FROM core.lots AS l JOIN core.lots AS o ON o.expires_at = l.expires_at
    AND o.granted = l.granted AND o.member_id = :other WHERE l.member_id = :member), 2::bigint,
    'and their expiry');
SELECT is((SELECT sum(delta) FROM core.entries WHERE account = 'merge'), 0::numeric,
    'the house keeps nothing');
SELECT is((SELECT member_id FROM core.identities), :other, 'the way to sign in');
SELECT is((SELECT string_agg(purpose, ' ' ORDER BY purpose) FROM core.consents WHERE member_id = :other),
    'membership_service phone', 'consents, each once');
SELECT is((SELECT member_id FROM core.legal_holds), :other, 'legal holds');
SELECT is((SELECT revoked_reason FROM core.session_families), 'merged', 'sessions end');
SELECT is((SELECT string_agg(end_reason, ' ') FROM core.memberships WHERE person_id = :gone), 'merged',
    'the membership ends');
SELECT is(core.membership_of(:kept), :shop, 'the other one stays');
SELECT is((SELECT string_agg(organisation_id::text || ' ' || object_id, ', ' ORDER BY object_id)
    FROM core.audit_entries WHERE action = 'person_merge' AND object_kind = 'person'),
    format('%s %s, %s %s', :factory, :gone, :shop, :kept), 'each union''s auditors read of it');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');
SELECT is((pg_temp.merge(:city, :gone, :kept)).outcome, 'person_merged', 'once');
SELECT is((pg_temp.merge(:city, '0000000a-0000-7000-8000-000000000009', :gone)).outcome, 'person_merged',
    'nobody into a redirect');
SELECT throws_like(format('INSERT INTO core.memberships (person_id, organisation_id) VALUES (%L, %L)',
    :gone, :factory), '%merged away%', 'nobody joins by a redirect');

-- Both ids answer
SELECT is((SELECT body ->> 'id' FROM api.admin_member_get(:city, '{admin}', 'member', :member)),
    :other::text, 'the old account shows the new one');
SELECT is((SELECT json_array_length(body -> 'memberships') FROM api.admin_member_get(
    :city, '{admin}', 'member', :other)), 2, 'with all that was');
SELECT is((SELECT body ->> 'member_id' FROM api.points_grant(:city, '{admin}', 'points', :member, 5, '慰问',
    now() + interval '1 year', core.budget_open(:factory, 2026, '慰问', 'welfare', 'union_dues',
        'points', 5, NULL, NULL), false, 'key-of-a-grant-1', sha256('x'), core.uuid7())), :other::text,
    'points go to it');

-- On again, and what comes back
SELECT core.wallets_lock(ARRAY[:other]) \g /dev/null
SELECT is(pg_temp.merge_both(:kept, '0000000a-0000-7000-8000-000000000009'), 'person_not_settled',
    'the ID number would be lost');
SELECT pg_temp.named('0000000a-0000-7000-8000-000000000009', '张三', '3207**********0031') \g /dev/null
UPDATE core.memberships SET end_reason = 'left', span = tstzrange(now() - interval '2 days', now() - interval '1 day')
WHERE person_id = '0000000a-0000-7000-8000-000000000009';
SELECT is(pg_temp.merge_both(:kept, '0000000a-0000-7000-8000-000000000009'), 'awaiting_second_person done',
    'a record that another one was merged into');
SELECT is((SELECT count(*) FROM core.people WHERE merged_into = '0000000a-0000-7000-8000-000000000009'),
    2::bigint, 'takes its redirects along');
SELECT is((SELECT count(DISTINCT merged_into) FROM core.members WHERE merged_into IS NOT NULL), 1::bigint,
    'the accounts'' too');
SELECT is((SELECT (organisation_id, source)::text FROM core.memberships
    WHERE person_id = '0000000a-0000-7000-8000-000000000009' AND upper_inf(span)),
    format('(%s,merge)', :shop), 'and its membership goes on');
SELECT is(pg_temp.wallet((SELECT id FROM core.members
    WHERE person_id = '0000000a-0000-7000-8000-000000000009')), '1055 0 0 0', 'with all points');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');

-- An account without a counterpart goes over as it is
INSERT INTO core.people (id, real_name_masked) VALUES ('0000000a-0000-7000-8000-00000000000b', '赵*');
INSERT INTO core.memberships (person_id, organisation_id, span, end_reason) VALUES
    ('0000000a-0000-7000-8000-00000000000b', :factory, '[2020-01-01,2021-01-01)', 'left');
SELECT is(pg_temp.merge_both('0000000a-0000-7000-8000-000000000004', '0000000a-0000-7000-8000-00000000000b'),
    'awaiting_second_person done', 'into a record without an account');
SELECT is((SELECT (id, status)::text FROM core.members WHERE person_id = '0000000a-0000-7000-8000-00000000000b'),
    '(00000002-0000-7000-8000-000000000004,active)', 'the account is handed on');
SELECT * FROM finish();
ROLLBACK;
