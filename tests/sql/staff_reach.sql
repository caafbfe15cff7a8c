-- core.staff_office, core.staff_covers and core.staff_reach: where one of the staff has a say.
BEGIN;
\ir fixture/town.psql
SELECT plan(19);

\set city '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
\set dormant '''00000003-0000-7000-8000-000000000003''::uuid'
\set enterprise '''00000001-0000-7000-8000-000000000005''::uuid'
CREATE FUNCTION pg_temp.office(admin uuid, roles text[], resource text, place text) RETURNS text
LANGUAGE sql AS $$
    SELECT office.code FROM core.organisations AS office
    WHERE office.id = core.staff_office(admin, roles, resource,
        (SELECT o.id FROM core.organisations AS o WHERE o.code = place))
$$;
CREATE FUNCTION pg_temp.reach(admin uuid, place text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(r.root || CASE WHEN r.includes_below THEN '*' ELSE '' END, ' ' ORDER BY r.root)
    FROM core.staff_reach(admin, '{admin,auditor}', 'application',
        (SELECT o.id FROM core.organisations AS o WHERE o.code = place)) AS r
$$;

-- Offices
SELECT is(pg_temp.office(:city, '{admin}', 'application', 'HZ-0001'), '320700', 'from above');
SELECT is(pg_temp.office(:haizhou, '{admin}', 'application', '320706'), '320706', 'at home');
SELECT is(pg_temp.office(:haizhou, '{admin}', 'application', '320700'), NULL, 'not upwards');
SELECT is(pg_temp.office(:haizhou, '{admin}', 'application', 'GY-0001'), NULL, 'not next door');
SELECT is(pg_temp.office(:haizhou, '{auditor}', 'application', '320706'), NULL, 'not by another role');
SELECT is(pg_temp.office(:dormant, '{admin}', 'application', '320706'), NULL, 'not when suspended');
SELECT is(pg_temp.office(:nobody, '{admin}', 'application', '320706'), NULL, 'nobody');
SELECT ok(NOT core.staff_covers(:city, '{admin}', 'application', NULL), 'nowhere is covered by nobody');

INSERT INTO core.role_grants (admin_id, role, organisation_id, includes_below, resources)
SELECT :city, 'auditor', o.id, false, '{application}' FROM core.organisations AS o
WHERE o.code = '320000';
SELECT is(pg_temp.office(:city, '{admin,auditor}', 'application', '320000'), '320000',
    'a second grant elsewhere');
SELECT is(pg_temp.office(:city, '{admin,auditor}', 'points', '320000'), NULL,
    'for one kind of thing');
SELECT is(pg_temp.office(:city, '{auditor}', 'application', '320700'), NULL, 'and not below');
INSERT INTO core.role_grants (admin_id, role, organisation_id) VALUES (:city, 'admin', :enterprise);
SELECT is(pg_temp.office(:city, '{admin}', 'application', 'HZ-0001'), 'HZ-0001',
    'the nearest office counts');

-- Reach
SELECT is(pg_temp.reach(:haizhou, NULL), '320000/320700/320706/*', 'all of it');
SELECT is(pg_temp.reach(:city, NULL), '320000/ 320000/320700/* 320000/320700/320706/HZ-0001/*',
    'several parts, one within another');
SELECT is(pg_temp.reach(:city, '320706'),
    '320000/320700/320706/* 320000/320700/320706/HZ-0001/*', 'narrowed to what is asked for');
SELECT is(pg_temp.reach(:haizhou, '320000'), '320000/320700/320706/*', 'as far as it is theirs');
SELECT is(pg_temp.reach(:haizhou, 'GY-0001'), NULL, 'nothing next door');
UPDATE core.role_grants SET expires_at = now() WHERE admin_id = :haizhou;
SELECT is(pg_temp.reach(:haizhou, NULL), NULL, 'nothing once it has expired');
SELECT is((SELECT count(*) FROM core.staff_reach(:haizhou, '{admin}', 'application', :nobody)),
    0::bigint, 'nothing at an unknown organisation');

SELECT * FROM finish();
ROLLBACK;
