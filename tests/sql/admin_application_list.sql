-- api.admin_application_list: whose applications, in what order, page by page.
BEGIN;
\ir fixture/town.psql
\ir fixture/applications.psql
SELECT plan(26);

CREATE FUNCTION pg_temp.listed(admin uuid, place text DEFAULT NULL, kind text DEFAULT NULL,
                               state text DEFAULT NULL, overdue boolean DEFAULT NULL,
                               page_size bigint DEFAULT 100, cursor text DEFAULT NULL,
                               OUT outcome text, OUT body json)
LANGUAGE sql AS $$
    SELECT * FROM api.admin_application_list(
        admin, '{admin,auditor}', 'application',
        CASE WHEN place <> 'nowhere' THEN (SELECT o.id FROM core.organisations AS o WHERE o.code = place)
             WHEN place IS NOT NULL THEN '0000000f-0000-7000-8000-00000000000f'::uuid END,
        kind, state, overdue, page_size, cursor)
$$;
-- Applications have a number in their forms.
CREATE FUNCTION pg_temp.numbers(body json) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(a.form ->> 'number', '' ORDER BY items.nth)
    FROM json_array_elements(body -> 'items') WITH ORDINALITY AS items (item, nth)
    JOIN core.applications AS a ON a.id = (items.item ->> 'id')::uuid
$$;
CREATE FUNCTION pg_temp.shown(admin uuid, place text DEFAULT NULL, kind text DEFAULT NULL,
                              state text DEFAULT NULL, overdue boolean DEFAULT NULL) RETURNS text
LANGUAGE sql RETURN pg_temp.numbers((pg_temp.listed(admin, place, kind, state, overdue)).body);

-- 1 to 4 in Haizhou, 5 and 6 in Ganyu, due in the opposite order of their numbers; 2 is overdue.
DO $$
DECLARE
    application uuid;
BEGIN
    FOR n IN 1 .. 6 LOOP
        application := pg_temp.joined(pg_temp.guest(), pg_temp.papers(n), CASE WHEN n > 4
            THEN '00000001-0000-7000-8000-000000000006'::uuid
            ELSE '00000001-0000-7000-8000-000000000005'::uuid END);
        UPDATE core.applications SET form = jsonb_build_object('number', n),
            due_at = now() + (10 - n) * interval '1 day' WHERE id = application;
    END LOOP;
    UPDATE core.applications SET due_at = now() - interval '1 day' WHERE form ->> 'number' = '2';
END
$$;
CREATE FUNCTION pg_temp.application(number integer) RETURNS uuid LANGUAGE sql
    RETURN (SELECT a.id FROM core.applications AS a WHERE a.form ->> 'number' = number::text);

SELECT is(pg_temp.shown(:city), '265431', 'all of it, due first');
SELECT is(pg_temp.shown(:haizhou), '2431', 'a district''s');
SELECT is(pg_temp.shown(:auditor), '265431', 'auditors see what staff see');
SELECT is(pg_temp.shown(:nobody), NULL, 'nobody sees nothing');
SELECT is(pg_temp.shown(:city, '320707'), '65', 'a part of it');
SELECT is(pg_temp.shown(:haizhou, '320000'), '2431', 'as far as it is theirs');
SELECT is((pg_temp.listed(:haizhou, 'GY-0001')).outcome, 'organisation_not_found', 'not next door');
SELECT is((pg_temp.listed(:haizhou, 'nowhere')).outcome, 'organisation_not_found', 'not nowhere');
SELECT is(pg_temp.shown(:city, NULL, NULL, NULL, true), '2', 'what is overdue');
SELECT is(pg_temp.shown(:city, NULL, NULL, NULL, false), '65431', 'what is not');
SELECT is(pg_temp.shown(:city, NULL, 'transfer'), NULL, 'of one kind');
SELECT is((SELECT body #>> '{items,0,applicant,real_name}' FROM pg_temp.listed(:city)), '张*', 'masked');

-- Pages
CREATE TEMP TABLE page AS SELECT * FROM pg_temp.listed(:city, page_size => 4);
SELECT is(pg_temp.numbers(body), '2654', 'a page') FROM page;
SELECT is(pg_temp.numbers(next.body) || coalesce(next.body ->> 'next_cursor', '.'), '31.', 'the rest')
FROM page, pg_temp.listed(:city, page_size => 4, cursor => page.body ->> 'next_cursor') AS next;
SELECT is((SELECT next.body ->> 'next_cursor' FROM pg_temp.listed(:city, page_size => 6) AS next), NULL,
    'a full page may be the last');
SELECT is((pg_temp.listed(:city, cursor => 'eyJ4IjoxfQ')).outcome, 'cursor_invalid', 'another list''s cursor');
SELECT is((pg_temp.listed(:city, cursor => '!')).outcome, 'cursor_invalid', 'no cursor');

-- What is decided
SELECT pg_temp.approve(:city, pg_temp.application(n)) FROM generate_series(1, 2) AS n \g /dev/null
UPDATE core.applications SET decided_at = now() - interval '1 day' WHERE form ->> 'number' = '1';
SELECT is(pg_temp.shown(:city), '6543', 'no longer waits');
SELECT is(pg_temp.shown(:haizhou, NULL, NULL, 'approved'), '21', 'the latest first');
SELECT is((SELECT pg_temp.numbers(next.body) FROM pg_temp.listed(:city, state => 'approved', page_size => 1)
               AS page, pg_temp.listed(:city, state => 'approved', page_size => 1,
                                       cursor => page.body ->> 'next_cursor') AS next), '1', 'in pages');

-- Between two districts
UPDATE core.memberships SET span = tstzrange(lower(span) - interval '1 day', NULL)
WHERE upper_inf(span);
SELECT (pg_temp.transfer(a.applicant_id, :shop)).body ->> 'id' AS moving
FROM core.applications AS a WHERE a.form ->> 'number' = '1' \gset
UPDATE core.applications SET form = '{"number": 7}' WHERE id = :'moving';
SELECT is(pg_temp.shown(:ganyu, NULL, 'transfer'), NULL, 'who is to accept waits for the release');
SELECT pg_temp.approve(:haizhou, pg_temp.application(7)) \g /dev/null
SELECT is(pg_temp.shown(:ganyu, NULL, 'transfer') || pg_temp.shown(:haizhou, NULL, 'transfer'), '77',
    'then both see it');
SELECT is(pg_temp.shown(:city, NULL, 'transfer'), '7', 'and whoever has both sees it once');

-- Whoever acts for one organisation alone
INSERT INTO core.role_grants (admin_id, role, organisation_id, includes_below)
SELECT a.id, 'admin', :district, false FROM core.admins AS a WHERE a.login = 'dormant';
UPDATE core.admins SET status = 'active' WHERE login = 'dormant';
UPDATE core.role_grants SET revoked_at = now()
WHERE admin_id = '00000003-0000-7000-8000-000000000003' AND includes_below;
\set dormant '''00000003-0000-7000-8000-000000000003''::uuid'
SELECT is(pg_temp.shown(:dormant), NULL, 'sees nothing below');
UPDATE core.applications SET due_at = now() - interval '1 hour' WHERE form ->> 'number' = '4';
SELECT is(pg_temp.shown(:dormant), '4', 'but what is overdue there');
SELECT is((pg_temp.approve(:dormant, pg_temp.application(4))).outcome, 'ok', 'and may decide it');

SELECT * FROM finish();
ROLLBACK;
