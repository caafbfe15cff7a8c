-- The organisation tree, members, and who covers whom.
BEGIN;
\ir fixture/town.psql
SELECT plan(25);

SELECT is((SELECT path FROM core.organisations WHERE code = 'HZ-0001'),
          '320000/320700/320706/HZ-0001/', 'the path is written by the trigger');
SELECT throws_ok($$INSERT INTO core.organisations (code, name, level, parent_id)
    SELECT '320799', '某市', 'city', id FROM core.organisations WHERE code = '320706'$$,
    '23514', 'city cannot stand below district', 'a city cannot stand below a district');
SELECT throws_ok($$INSERT INTO core.organisations (code, name, level) VALUES ('X1', '某厂', 'enterprise')$$,
    '23514', 'a root is national or province, not enterprise', 'an enterprise is no root');
SELECT throws_ok($$UPDATE core.organisations SET parent_id = NULL WHERE code = '320706'$$,
    '23514', NULL, 'a district does not become a root');
SELECT throws_ok($$UPDATE core.organisations SET path = '320700/' WHERE code = '320706'$$,
    '23514', NULL, 'nor does its path change by itself');
SELECT lives_ok($$UPDATE core.organisations SET name = '海州总工会' WHERE code = '320706'$$,
    'but it can be renamed');

-- core.staff_covers_member
SELECT is(core.staff_covers_member(a.id, '{admin}', 'member', m.id), expected,
          format('%s %s %s', login, CASE WHEN expected THEN 'covers' ELSE 'does not cover' END, member_no))
FROM (VALUES ('lianyungang', 10000001, true), ('lianyungang', 10000002, true),
             ('haizhou', 10000001, true), ('haizhou', 10000003, true),
             ('haizhou', 10000002, false), ('dormant', 10000001, false))
     AS t(admin_login, no, expected)
JOIN core.admins AS a ON a.login = admin_login JOIN core.members AS m ON m.member_no = no;
SELECT is(core.staff_covers_member(:nobody, '{admin}', 'member', :member), false,
          'an unknown administrator covers nobody');
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
SELECT is(core.staff_covers_member(:haizhou, '{admin}', 'member', :nobody), false,
          'nobody is covered by none');

-- api.me_get
SELECT is((SELECT body::jsonb FROM api.me_get(:member)),
    '{"id": "00000002-0000-7000-8000-000000000001", "member_no": "10000001", "real_name": "张*",
      "phone": "138****0001", "organisation": {"id": "00000001-0000-7000-8000-000000000005",
      "name": "花果山云雾茶厂工会"}, "status": "active", "joined_at": "2024-05-01T09:00:00+08:00"}'::jsonb,
    'a member sees himself');
SELECT is((SELECT row(outcome, body)::text FROM api.me_get(:nobody)), '(member_unknown,)',
          'an administrator is no member');

-- api.organisation_tree
CREATE FUNCTION pg_temp.codes(body json) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(item ->> 'code', ' ') FROM json_array_elements(body -> 'items') AS item);
SELECT is((SELECT pg_temp.codes(body) FROM api.organisation_tree(NULL, 20, NULL)), '320000', 'roots');
SELECT is((SELECT body -> 'items' -> 0 FROM api.organisation_tree(
               '00000001-0000-7000-8000-000000000003', 20, NULL))::jsonb,
    '{"id": "00000001-0000-7000-8000-000000000005", "name": "花果山云雾茶厂工会",
      "level": "enterprise", "parent_id": "00000001-0000-7000-8000-000000000003",
      "has_children": false, "code": "HZ-0001"}'::jsonb, 'an item');
CREATE TEMP TABLE first AS SELECT * FROM api.organisation_tree('00000001-0000-7000-8000-000000000002', 1, NULL);
SELECT is((SELECT pg_temp.codes(body) FROM first), '320706', 'the first page');
SELECT is((SELECT body #>> '{items,0,has_children}' FROM first), 'true', 'whose item has children');
INSERT INTO core.organisations (code, name, level, parent_id)
VALUES ('320703', '连云区总工会', 'district', '00000001-0000-7000-8000-000000000002');
SELECT is((SELECT pg_temp.codes(next.body) || ' ' || coalesce(next.body ->> 'next_cursor', 'end')
           FROM first, LATERAL api.organisation_tree('00000001-0000-7000-8000-000000000002', 1,
               first.body ->> 'next_cursor') AS next), '320707 end',
          'the second page goes on where the first ended, whatever came before meanwhile');
UPDATE core.organisations SET status = 'dissolved' WHERE code = 'GY-0001';
SELECT is((SELECT body ->> 'items' FROM api.organisation_tree('00000001-0000-7000-8000-000000000004', 20, NULL)),
          '[]', 'what is dissolved is not shown');
SELECT is((SELECT outcome FROM api.organisation_tree(:nobody, 20, NULL)), 'organisation_not_found',
          'an unknown parent');
SELECT is((SELECT outcome FROM api.organisation_tree(NULL, 20, 'eyJ4IjoxfQ')), 'cursor_invalid',
          'a cursor of another list');
SELECT is((SELECT outcome FROM api.organisation_tree(NULL, 20, '!!')), 'cursor_invalid',
          'a cursor that is none');

SELECT * FROM finish();
ROLLBACK;
