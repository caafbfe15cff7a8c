-- Moving, merging and closing organisations, their history, and the member lists that follow.
BEGIN;
\ir fixture/town.psql
SELECT plan(59);

\set city_admin '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou_admin '''00000003-0000-7000-8000-000000000002''::uuid'
\set deputy '''00000003-0000-7000-8000-000000000004''::uuid'
INSERT INTO core.admins (id, login) VALUES (:deputy, 'deputy');
INSERT INTO core.role_grants (admin_id, role, organisation_id) VALUES
    (:deputy, 'admin', '00000001-0000-7000-8000-000000000002');
INSERT INTO core.organisations (code, name, level, parent_id)
SELECT town.code, town.name, town.level, o.id
FROM (VALUES ('HZ-0002', '锦屏机械厂工会', 'enterprise', '320706'),
             ('HZ-TOWN', '锦屏镇总工会', 'town', '320706')) AS town (code, name, level, parent)
JOIN core.organisations AS o ON o.code = town.parent;
INSERT INTO core.organisations (code, name, level, parent_id)
SELECT 'HZ-SUB', '云雾茶厂第一车间工会', 'enterprise', o.id FROM core.organisations AS o WHERE o.code = 'HZ-0001';

CREATE FUNCTION pg_temp.place(place text) RETURNS uuid LANGUAGE sql
    RETURN (SELECT o.id FROM core.organisations AS o WHERE o.code = place);
CREATE FUNCTION pg_temp.path(place text) RETURNS text LANGUAGE sql
    RETURN (SELECT o.path FROM core.organisations AS o WHERE o.code = place);
CREATE TYPE pg_temp.answer AS (outcome text, body json);
-- Each call has a key of its own; its fingerprint is that of the request.
CREATE FUNCTION pg_temp.move(admin uuid, what text, whither text, dry boolean DEFAULT false) RETURNS pg_temp.answer
LANGUAGE sql AS $$
    SELECT m.outcome, m.body FROM api.organisation_move(
        admin, '{admin}', 'organisation', pg_temp.place(what), pg_temp.place(whither), dry, '移交',
        gen_random_uuid()::text, sha256('move'), core.uuid7()) AS m
$$;
CREATE FUNCTION pg_temp.merge(admin uuid, what text, whither text, dry boolean DEFAULT false) RETURNS pg_temp.answer
LANGUAGE sql AS $$
    SELECT m.outcome, m.body FROM api.organisation_merge(
        admin, '{admin}', 'organisation', pg_temp.place(what), pg_temp.place(whither), dry, '合并',
        gen_random_uuid()::text, sha256(convert_to(what || whither, 'UTF8')), core.uuid7()) AS m
$$;
CREATE FUNCTION pg_temp.close(admin uuid, what text, dry boolean DEFAULT false) RETURNS pg_temp.answer
LANGUAGE sql AS $$
    SELECT m.outcome, m.body FROM api.organisation_close(
        admin, '{admin}', 'organisation', pg_temp.place(what), dry, '撤销', gen_random_uuid()::text,
        sha256('close'), core.uuid7()) AS m
$$;
CREATE FUNCTION pg_temp.effect(body json) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(body #>> ARRAY['effect', k], ' ' ORDER BY nth)
            FROM unnest('{organisations,members,applications,grants,losing,gaining}'::text[]) WITH ORDINALITY AS t (k, nth));
CREATE FUNCTION pg_temp.history(place text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(i ->> 'event', ' ' ORDER BY nth)
    FROM api.organisation_history('00000003-0000-7000-8000-000000000001', '{admin}', 'organisation',
             pg_temp.place(place), 20, NULL) AS h,
         json_array_elements(h.body -> 'items') WITH ORDINALITY AS t (i, nth)
$$;

-- A dry run
CREATE TEMP TABLE before AS SELECT o.path FROM core.organisations AS o;
SELECT is((pg_temp.move(:city_admin, 'HZ-0001', '320707', true)).outcome, 'ok', 'a plan');
SELECT is(pg_temp.effect((pg_temp.move(:city_admin, 'HZ-0001', '320707', true)).body), '2 2 0 0 1 0',
    'two organisations, two members, and Haizhou''s administrator loses sight of them');
SELECT is((pg_temp.move(:city_admin, 'HZ-0001', '320707', true)).body ->> 'state', 'planned', 'nothing more');
SELECT set_eq('SELECT path FROM before', 'SELECT path FROM core.organisations', 'nothing has moved');
SELECT is((SELECT count(*) FROM core.audit_entries) + (SELECT count(*) FROM core.idempotency_keys),
    0::bigint, 'and nothing was written down');
SELECT is((pg_temp.move(:city_admin, '320706', 'HZ-SUB', true)).body ->> 'obstacles',
    '["organisation_cycle","organisation_level_illegal"]', 'a plan tells what is in the way');

-- Refusals
SELECT is((pg_temp.move(:city_admin, '320706', 'HZ-SUB')).outcome, 'organisation_cycle', 'below itself');
SELECT is((pg_temp.move(:city_admin, 'HZ-0001', 'HZ-0001')).outcome, 'organisation_cycle', 'onto itself');
SELECT is((pg_temp.move(:city_admin, 'HZ-0001', '320706')).outcome, 'organisation_already_there', 'where it is');
SELECT is((pg_temp.move(:city_admin, 'HZ-TOWN', 'HZ-0001')).outcome, 'organisation_level_illegal',
    'a town below an enterprise');
SELECT is((pg_temp.move(:haizhou_admin, 'HZ-0001', '320707')).outcome, 'target_organisation_not_found',
    'to where the caller has no say');
SELECT is((pg_temp.move(:haizhou_admin, 'GY-0001', '320706')).outcome, 'organisation_not_found',
    'from where the caller has no say');
SELECT is((pg_temp.move(:haizhou_admin, 'HZ-0001', NULL)).outcome, 'target_organisation_not_found', 'nowhere');
SELECT is((pg_temp.move(:nobody, 'HZ-0001', 'HZ-TOWN')).outcome, 'organisation_not_found', 'by nobody');
SELECT set_eq('SELECT path FROM before', 'SELECT path FROM core.organisations', 'nothing has moved');

-- A move
SELECT is((pg_temp.move(:haizhou_admin, 'HZ-0001', 'HZ-TOWN')).body ->> 'state', 'done', 'within the own district');
SELECT is(pg_temp.path('HZ-SUB'), '320000/320700/320706/HZ-TOWN/HZ-0001/HZ-SUB/', 'with what is below');
SELECT is(core.organisation_of(:member), pg_temp.place('HZ-0001'), 'nobody''s membership changes');
SELECT is((SELECT count(*) FROM core.memberships), 4::bigint, 'nor does one begin');
SELECT is((pg_temp.move(:city_admin, 'HZ-0001', '320707')).outcome, 'ok', 'to another district');
SELECT ok(NOT core.staff_covers_member(:haizhou_admin, '{admin}', 'member', :member), 'it is out of sight');
SELECT is(pg_temp.history('HZ-0001'), 'moved moved', 'its history');
SELECT is(pg_temp.history('HZ-TOWN'), 'child_left', 'and that of where it was');
SELECT is((SELECT h.body #> '{items,0,changes,0}' FROM api.organisation_history(:city_admin, '{admin}',
    'organisation', pg_temp.place('HZ-0001'), 1, NULL) AS h)::jsonb, jsonb_build_object('field', 'parent_id',
    'before', pg_temp.place('HZ-TOWN'), 'after', pg_temp.place('320707')), 'what changed');
SELECT is((SELECT array_agg(i.item ->> 'event') FROM api.organisation_history(:city_admin, '{admin}',
    'organisation', pg_temp.place('HZ-0001'), 1, (SELECT h.body ->> 'next_cursor'
        FROM api.organisation_history(:city_admin, '{admin}', 'organisation', pg_temp.place('HZ-0001'), 1, NULL) AS h))
    AS h, json_array_elements(h.body -> 'items') AS i (item)), '{moved}', 'the second page');
SELECT is((SELECT h.outcome FROM api.organisation_history(:haizhou_admin, '{admin}', 'organisation',
    pg_temp.place('HZ-0001'), 1, NULL) AS h), 'organisation_not_found', 'is not for those next door');
SELECT is((SELECT h.outcome FROM api.organisation_history(:city_admin, '{admin}', 'organisation',
    pg_temp.place('HZ-0001'), 1, 'e30') AS h), 'cursor_invalid', 'no cursor');
SELECT is((pg_temp.move(:city_admin, 'HZ-0001', '320706')).outcome, 'ok', 'and back');

-- A merge
INSERT INTO core.role_grants (admin_id, role, organisation_id) VALUES (:haizhou_admin, 'auditor', pg_temp.place('HZ-0001'));
-- A guest asks to join it, and the first stage is its own.
INSERT INTO core.members (id, member_no) VALUES ('00000002-0000-7000-8000-000000000009', 20000009);
INSERT INTO core.people (id, real_name_masked) VALUES ('0000000a-0000-7000-8000-000000000009', '周*');
SELECT (core.application_open('0000000c-0000-7000-8000-000000000001', 'joining',
    '00000002-0000-7000-8000-000000000009', '0000000a-0000-7000-8000-000000000009', NULL,
    pg_temp.place('HZ-0001'), '{}')).id \g /dev/null
INSERT INTO core.memberships (person_id, organisation_id, is_primary)
SELECT '0000000a-0000-7000-8000-000000000003', pg_temp.place(p.code), false FROM (VALUES ('HZ-0001'), ('HZ-0002')) AS p (code);
SELECT is((pg_temp.merge(:city_admin, 'HZ-0001', 'HZ-TOWN')).outcome, 'organisation_levels_differ', 'not into a town');
SELECT is((pg_temp.merge(:city_admin, 'HZ-0001', 'HZ-SUB')).outcome, 'organisation_cycle', 'not into its own part');
SELECT is((pg_temp.merge(:haizhou_admin, 'HZ-0001', 'GY-0001')).outcome, 'target_organisation_not_found', 'not next door');
SELECT is((pg_temp.merge(:haizhou_admin, 'GY-0001', 'HZ-0001')).outcome, 'organisation_not_found', 'nor from there');
SELECT is(pg_temp.effect((pg_temp.merge(:city_admin, 'HZ-0001', 'HZ-0002', true)).body), '1 3 1 1 0 0', 'the plan');
SELECT is((pg_temp.merge(:city_admin, 'HZ-0001', 'HZ-0002')).body ->> 'state', 'awaiting_second_person', 'it takes two');
SELECT is(core.organisation_of(:member), pg_temp.place('HZ-0001'), 'so far nothing has happened');
SELECT is((pg_temp.merge(:deputy, 'HZ-0001', 'HZ-0002')).body ->> 'state', 'done', 'the second');
SELECT is(core.organisation_of(:member), pg_temp.place('HZ-0002'), 'the members go over');
SELECT results_eq($$SELECT o.code COLLATE "default", s.source, s.end_reason, upper_inf(s.span) FROM core.memberships AS s
    JOIN core.organisations AS o ON o.id = s.organisation_id
    WHERE s.person_id = '0000000a-0000-7000-8000-000000000001' ORDER BY lower(s.span)$$,
    $$VALUES ('HZ-0001', 'legacy', 'merged', false), ('HZ-0002', 'merge', NULL, true)$$, 'with history');
SELECT is((SELECT count(*) FROM core.memberships AS s WHERE s.person_id = '0000000a-0000-7000-8000-000000000003'
    AND NOT s.is_primary AND upper_inf(s.span)), 1::bigint, 'who was in both beside their own stays in one');
SELECT is(pg_temp.path('HZ-SUB'), '320000/320700/320706/HZ-0002/HZ-SUB/', 'what is below goes over');
SELECT is((SELECT row(status, merged_into) FROM core.organisations WHERE code = 'HZ-0001'),
    row('dissolved'::text, pg_temp.place('HZ-0002')), 'it leads on');
SELECT is((SELECT row(a.target_id, a.organisation_id, a.office_path, a.origin_path) FROM core.applications AS a),
    (SELECT row(o.id, o.id, o.path, NULL::text COLLATE "C") FROM core.organisations AS o WHERE o.code = 'HZ-0002'),
    'whoever asks to join is sent on');
SELECT is((SELECT g.revoked_by FROM core.role_grants AS g WHERE g.organisation_id = pg_temp.place('HZ-0001')),
    :deputy, 'roles held there end');
SELECT is(pg_temp.history('HZ-0001') || ', ' || pg_temp.history('HZ-0002'), 'merged moved moved moved, absorbed', 'both remember');
SELECT is((pg_temp.merge(:city_admin, 'HZ-0001', 'GY-0001')).outcome, 'organisation_dissolved', 'once');
SELECT is((pg_temp.merge(:city_admin, 'GY-0001', 'HZ-0001')).outcome, 'organisation_dissolved', 'nothing goes there any more');
SELECT is((pg_temp.move(:city_admin, 'HZ-0001', '320707')).outcome, 'organisation_dissolved', 'nor does it move');

-- A closing
SELECT is((pg_temp.close(:city_admin, 'HZ-0002', true)).body ->> 'obstacles', '["organisation_not_empty"]', 'in the way');
SELECT is(pg_temp.effect((pg_temp.close(:city_admin, 'HZ-0002', true)).body), '1 3 1 0 0 0', 'counted');
SELECT is((pg_temp.close(:city_admin, 'HZ-0002')).outcome, 'organisation_not_empty', 'is what has members');
SELECT is((pg_temp.close(:city_admin, '320706')).outcome, 'organisation_not_empty', 'or others below it');
SELECT is((pg_temp.close(:haizhou_admin, '320706')).outcome, 'organisation_own', 'or is one''s own');
SELECT is((pg_temp.close(:haizhou_admin, 'GY-0001')).outcome, 'organisation_not_found', 'or next door');
SELECT is((pg_temp.close(:haizhou_admin, 'HZ-SUB')).body #>> '{organisation,status}', 'dissolved', 'the empty one goes');
SELECT is((pg_temp.close(:haizhou_admin, 'HZ-SUB')).outcome, 'organisation_dissolved', 'once');
SELECT is(pg_temp.history('HZ-SUB'), 'closed', 'and is remembered');
SELECT is((SELECT body #>> '{organisations,enterprise}' || ' ' || (body #>> '{members,active}') || ' '
               || (body #>> '{members,suspended}')
           FROM api.organisation_summary(:city_admin, '{admin}', 'organisation', pg_temp.place('320706')) AS s),
    '1 2 1', 'the summary counts what is left');
SELECT is((SELECT s.outcome FROM api.organisation_summary(:haizhou_admin, '{admin}', 'organisation',
    pg_temp.place('320707')) AS s), 'organisation_not_found', 'for those whose it is');
SELECT set_eq('SELECT code FROM core.organisations o WHERE path <> coalesce((SELECT path FROM core.organisations p
    WHERE p.id = o.parent_id), '''') || code || ''/''', ARRAY[]::text[], 'every path is true');

SELECT * FROM finish();
ROLLBACK;
