-- Where an organisation may stand, what its path says, and how a subtree moves.
BEGIN;
\ir fixture/town.psql
SELECT plan(34);

\set city '00000001-0000-7000-8000-000000000002'
\set haizhou '00000001-0000-7000-8000-000000000003'
\set ganyu '00000001-0000-7000-8000-000000000004'
\set factory '00000001-0000-7000-8000-000000000005'
CREATE FUNCTION pg_temp.path(place text) RETURNS text LANGUAGE sql
    RETURN (SELECT o.path FROM core.organisations AS o WHERE o.code = place);
CREATE FUNCTION pg_temp.open(parent uuid, level text, name text, code text, credit text DEFAULT NULL)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE opened record;
BEGIN
    SELECT * INTO opened FROM core.organisation_open(parent, level, name, code, credit);
    RETURN coalesce(opened.refusal, (SELECT o.path FROM core.organisations AS o WHERE o.id = opened.id));
END
$$;

-- New ones
SELECT is(pg_temp.open(:'haizhou', 'park', '海州工业园区工会', 'HZ-PARK'), '320000/320700/320706/HZ-PARK/',
    'a park below a district');
SELECT is(pg_temp.open((SELECT id FROM core.organisations WHERE code = 'HZ-PARK'), 'enterprise',
        E'  园区\u3000\u200b 物流\t公司工会 ', 'HZ-0002', '91320706MA00001620'),
    '320000/320700/320706/HZ-PARK/HZ-0002/', 'an enterprise in the park');
SELECT is((SELECT row(name, credit_code) FROM core.organisations WHERE code = 'HZ-0002'),
    row('园区 物流 公司工会'::text, '91320706MA00001620'::text COLLATE "C"), 'its name is tidied');
SELECT is(pg_temp.open(:'factory', 'park', '厂中园', 'X1'), 'organisation_level_illegal',
    'no park below an enterprise');
SELECT is(pg_temp.open(:'haizhou', 'city', '市', 'X1'), 'organisation_level_illegal', 'no city below a district');
SELECT is(pg_temp.open(:'haizhou', 'enterprise', E' \u3000\t', 'X1'), 'organisation_name_blank', 'no blank name');
SELECT is(pg_temp.open(:'haizhou', 'enterprise', '某厂', 'HZ-0001'), 'organisation_code_taken', 'a code is one''s own');
SELECT is(pg_temp.open(:'haizhou', 'enterprise', '某厂', 'X1', '91320706MA00001620'), 'credit_code_taken',
    'and so is a credit code');
SELECT throws_ok($$INSERT INTO core.organisations (code, name, level, parent_id, credit_code)
    SELECT 'X1', '某厂', 'enterprise', id, '9132070IMA00001620' FROM core.organisations WHERE code = '320706'$$,
    '23514', NULL, 'a credit code has no letter I');
SELECT matches(pg_temp.open(:'haizhou', 'enterprise', '某厂', NULL), '/320706/U[0-9]{9}/$', 'a code of ours');
SELECT is(core.path_depth('320000/320700/'), 2, 'depth');
DO $$
DECLARE parent uuid := '00000001-0000-7000-8000-000000000005';
BEGIN
    FOR n IN 5..12 LOOP
        SELECT id INTO STRICT parent FROM core.organisation_open(parent, 'enterprise', '分厂', 'D-' || n, NULL);
    END LOOP;
END $$;
SELECT is(pg_temp.open((SELECT id FROM core.organisations WHERE code = 'D-12'), 'enterprise', '分厂', 'D-13'),
    'organisation_too_deep', 'twelve levels are enough');

-- Moving
SELECT is(core.subtree_move(o.path, core.subtree_end(o.path), o.parent_id, p.path, t), 9::bigint,
    'nine organisations move')
FROM core.organisations AS o, core.organisations AS p, core.organisations AS t
WHERE o.code = 'HZ-0001' AND p.code = '320706' AND t.code = '320707';
SELECT is(pg_temp.path('HZ-0001'), '320000/320700/320707/HZ-0001/', 'the root of it');
SELECT is(pg_temp.path('D-6'), '320000/320700/320707/HZ-0001/D-5/D-6/', 'and what is below');
SELECT is((SELECT parent_id FROM core.organisations WHERE code = 'D-5'), :'factory'::uuid, 'whose parent stays');
SELECT is((SELECT parent_id FROM core.organisations WHERE code = 'HZ-0001'), :'ganyu'::uuid, 'the root''s does not');
SELECT is(pg_temp.path('HZ-0002'), '320000/320700/320706/HZ-PARK/HZ-0002/', 'nobody else moves');

-- What the table itself refuses, whoever writes
SELECT throws_ok($$UPDATE core.organisations SET parent_id = '00000001-0000-7000-8000-000000000003'
    WHERE code = 'HZ-0001'$$, '23514', 'organisation HZ-0001 cannot stand there', 'a parent without the path');
SELECT throws_ok($$UPDATE core.organisations SET path = '320000/320700/320706/HZ-0001/'
    WHERE code = 'HZ-0001'$$, '23514', 'organisation HZ-0001 cannot stand there', 'a path without the parent');
SELECT throws_ok($$UPDATE core.organisations SET parent_id = '00000001-0000-7000-8000-000000000003',
    path = '320000/320700/320706/HZ-0001/' WHERE code = 'HZ-0001'$$, '23514',
    'organisation HZ-0001 cannot stand there', 'without its subtree');
SELECT throws_ok($$UPDATE core.organisations SET parent_id = (SELECT id FROM core.organisations
    WHERE code = 'D-12') WHERE code = 'HZ-0001'$$, '23514', NULL, 'below itself');
SELECT throws_ok($$UPDATE core.organisations SET parent_id = '00000001-0000-7000-8000-000000000005',
    path = '320000/320700/320707/HZ-0001/HZ-PARK/' WHERE code = 'HZ-PARK'$$, '23514', NULL,
    'a park below an enterprise');
SELECT throws_ok($$UPDATE core.organisations SET parent_id = NULL, path = '320706/' WHERE code = '320706'$$,
    '23514', NULL, 'a district is no root');
SELECT throws_ok($$UPDATE core.organisations SET level = 'town' WHERE code = '320706'$$, '23514',
    'organisation 320706 keeps its code and level', 'another level');
SELECT throws_ok($$UPDATE core.organisations SET merged_into = id, status = 'dissolved'
    WHERE code = 'HZ-PARK'$$, '23514', NULL, 'merged into itself');
SELECT throws_ok($$UPDATE core.organisations SET merged_into = '00000001-0000-7000-8000-000000000003'
    WHERE code = 'HZ-PARK'$$, '23514', NULL, 'merged and active');

-- Dissolved
UPDATE core.organisations SET status = 'dissolved' WHERE code = 'HZ-0002';
SELECT is(pg_temp.open((SELECT id FROM core.organisations WHERE code = 'HZ-0002'), 'enterprise', '分厂', 'X1'),
    'organisation_dissolved', 'nothing is founded below what is dissolved');
SELECT throws_ok($$INSERT INTO core.organisations (code, name, level, parent_id)
    SELECT 'X1', '分厂', 'enterprise', id FROM core.organisations WHERE code = 'HZ-0002'$$, '23514',
    'organisation HZ-0002 is dissolved', 'by nobody');
SELECT throws_ok($$INSERT INTO core.memberships (person_id, organisation_id, is_primary)
    SELECT '0000000a-0000-7000-8000-000000000001', id, false FROM core.organisations WHERE code = 'HZ-0002'$$,
    '23514', NULL, 'nobody joins it');
SELECT is(pg_temp.open(:'haizhou', 'enterprise', '某厂', 'X1', '91320706MA00001620'),
    '320000/320700/320706/X1/', 'its credit code is free again');
SELECT is(core.organisation_current((SELECT id FROM core.organisations WHERE code = 'HZ-0002')), NULL,
    'it has no successor');
UPDATE core.organisations SET merged_into = (SELECT id FROM core.organisations WHERE code = 'X1')
WHERE code = 'HZ-0002';
SELECT is(core.organisation_current((SELECT id FROM core.organisations WHERE code = 'HZ-0002')),
    (SELECT id FROM core.organisations WHERE code = 'X1'), 'now it has');
SELECT is(core.organisation_current(:nobody), NULL, 'unknown');

SELECT * FROM finish();
ROLLBACK;
