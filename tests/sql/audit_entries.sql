-- Who may read which entries of the audit, by what, page by page; and what proves one.
BEGIN;
\ir fixture/town.psql
SELECT plan(37);

\set city '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
INSERT INTO core.admins (id, login) VALUES
    ('00000003-0000-7000-8000-000000000007', 'root'), ('00000003-0000-7000-8000-000000000008', 'alone'),
    ('00000003-0000-7000-8000-000000000009', 'gone');
INSERT INTO core.role_grants (admin_id, role, organisation_id, includes_below, revoked_at) VALUES
    (:city, 'auditor', '00000001-0000-7000-8000-000000000002', true, NULL),
    (:haizhou, 'auditor', '00000001-0000-7000-8000-000000000003', true, NULL),
    ('00000003-0000-7000-8000-000000000007', 'auditor', '00000001-0000-7000-8000-000000000001', true, NULL),
    ('00000003-0000-7000-8000-000000000008', 'auditor', '00000001-0000-7000-8000-000000000002', false, NULL),
    ('00000003-0000-7000-8000-000000000009', 'auditor', '00000001-0000-7000-8000-000000000001', true, now());
\set root '''00000003-0000-7000-8000-000000000007''::uuid'
\set alone '''00000003-0000-7000-8000-000000000008''::uuid'
\set gone '''00000003-0000-7000-8000-000000000009''::uuid'

-- Entries 1 to 8: of Haizhou's and Ganyu's members in turn, 9 of the city, 10 of nobody.
SELECT core.audit_write('member', CASE n % 2 WHEN 1 THEN :member ELSE :other END,
    CASE WHEN n <= 4 THEN 'order_create' ELSE 'order_cancel' END,
    ('00000001-0000-7000-8000-00000000000' || CASE n WHEN 9 THEN 2 ELSE 6 - n % 2 END)::uuid, 'order',
    ('00000007-0000-7000-8000-00000000000' || n)::uuid, jsonb_build_object('n', n), NULL, NULL)
FROM generate_series(1, 9) AS n \g /dev/null
SELECT core.audit_write('system', NULL, 'key_rotate', NULL, 'key', NULL, '{"n": 10}', NULL, NULL) \g /dev/null
ALTER TABLE core.audit_entries DISABLE TRIGGER audit_entries_kept;
UPDATE core.audit_entries SET at = now() - interval '1 day' * (10 - (changes ->> 'n')::integer);

CREATE FUNCTION pg_temp.page(
    caller uuid, place uuid DEFAULT NULL, action text DEFAULT NULL, kind text DEFAULT NULL,
    object uuid DEFAULT NULL, actor uuid DEFAULT NULL, first timestamptz DEFAULT NULL,
    until timestamptz DEFAULT NULL, page bigint DEFAULT 100, cursor text DEFAULT NULL)
RETURNS json LANGUAGE sql AS $$
    SELECT coalesce(body, to_json(outcome)) FROM api.audit_entry_list(
        caller, '{auditor}', 'audit', place, action, kind, object, actor, first, until, page, cursor)
$$;
CREATE FUNCTION pg_temp.shown(page json) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(i #>> '{changes,n}', ' ') FROM json_array_elements(page -> 'items') AS i);

SELECT is(pg_temp.shown(pg_temp.page(:root)), '10 9 8 7 6 5 4 3 2 1', 'the root''s auditors see everything');
SELECT is(pg_temp.shown(pg_temp.page(:city)), '9 8 7 6 5 4 3 2 1', 'the city''s, what belongs to the city');
SELECT is(pg_temp.shown(pg_temp.page(:haizhou)), '7 5 3 1', 'the district''s, what belongs to the district');
SELECT is(pg_temp.shown(pg_temp.page(:alone)), '9', 'a grant for one organisation shows that one');
SELECT is(pg_temp.shown(pg_temp.page(:gone)), NULL, 'a revoked grant nothing');
SELECT is(pg_temp.shown(pg_temp.page(:nobody)), NULL, 'nobody nothing');
SELECT is((SELECT body ->> 'items' FROM api.audit_entry_list(:city, '{finance}', 'audit', NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, 9, NULL)), '[]', 'roles that may not, nothing');
SELECT is((SELECT array_agg(k) FROM json_object_keys(pg_temp.page(:city) -> 'items' -> 0) AS k),
    '{id,at,actor_kind,actor_id,action,organisation_id,object_kind,object_id,changes,reason,request_id}',
    'properties in order');

SELECT is(pg_temp.shown(pg_temp.page(:city, '00000001-0000-7000-8000-000000000004')), '8 6 4 2', 'of one district');
SELECT is(pg_temp.shown(pg_temp.page(:root, '00000001-0000-7000-8000-000000000001')), '9 8 7 6 5 4 3 2 1',
    'of the root, without what belongs to no organisation');
SELECT is(pg_temp.shown(pg_temp.page(:haizhou, '00000001-0000-7000-8000-000000000004')), NULL,
    'not of another district');
SELECT is(pg_temp.shown(pg_temp.page(:haizhou, '00000001-0000-7000-8000-000000000001')), '7 5 3 1',
    'of everything: what one may see of it');
SELECT is(pg_temp.shown(pg_temp.page(:alone, '00000001-0000-7000-8000-000000000005')), NULL, 'nor below a lone grant');
SELECT is(pg_temp.shown(pg_temp.page(:city, action => 'order_cancel')), '9 8 7 6 5', 'of one action');
SELECT is(pg_temp.shown(pg_temp.page(:haizhou, action => 'order_cancel')), '7 5', 'within the district');
SELECT is(pg_temp.shown(pg_temp.page(:city, actor => :other)), '8 6 4 2', 'of one actor');
SELECT is(pg_temp.shown(pg_temp.page(:haizhou, actor => :other)), NULL, 'of another district''s not');
SELECT is(pg_temp.shown(pg_temp.page(:city, object => '00000007-0000-7000-8000-000000000004')), '4', 'of one object');
SELECT is(pg_temp.shown(pg_temp.page(:haizhou, object => '00000007-0000-7000-8000-000000000004')), NULL,
    'of another district''s not');
SELECT is(pg_temp.shown(pg_temp.page(:root, kind => 'key')), '10', 'of one kind');
SELECT is(pg_temp.shown(pg_temp.page(:city, kind => 'order', actor => :member, action => 'order_create')), '3 1',
    'everything at once');
SELECT is(pg_temp.shown(pg_temp.page(:city, first => now() - interval '4 days', until => now() - interval '1 day')),
    '8 7 6', 'from a time to before another');
SELECT is(pg_temp.shown(pg_temp.page(:city, first => now() - interval '99 days', until => now() + interval '9 days')),
    '9 8 7 6 5 4 3 2 1', 'times outside are no bounds');
SELECT is(pg_temp.shown(pg_temp.page(:city, first => now() + interval '1 day')), NULL, 'nothing is younger');

-- Page by page, by each way to look
CREATE FUNCTION pg_temp.pages(caller uuid, action text, actor uuid, kind text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    page json := pg_temp.page(caller, action => action, actor => actor, kind => kind, page => 2);
    said text := pg_temp.shown(page);
BEGIN
    WHILE page ->> 'next_cursor' IS NOT NULL LOOP
        page := pg_temp.page(caller, action => action, actor => actor, kind => kind, page => 2,
                             cursor => page ->> 'next_cursor');
        said := concat_ws(' | ', said, coalesce(pg_temp.shown(page), ''));
    END LOOP;
    RETURN said;
END
$$;
SELECT is(pg_temp.pages(:root, NULL, NULL), '10 9 | 8 7 | 6 5 | 4 3 | 2 1', 'pages of everything');
SELECT is(pg_temp.pages(:haizhou, NULL, NULL), '7 5 | 3 1', 'of a district');
SELECT is(pg_temp.pages(:city, 'order_create', NULL), '4 3 | 2 1', 'of an action');
SELECT is(pg_temp.pages(:city, NULL, :member), '9 7 | 5 3 | 1', 'of an actor');
SELECT is(pg_temp.pages(:city, NULL, NULL, 'key'), NULL, 'of what there is none');
SELECT is(pg_temp.page(:city, cursor => 'x')::text, '"cursor_invalid"', 'a cursor must be ours');

-- One entry
SELECT core.audit_text(e) AS text, e.seq FROM core.audit_entries AS e WHERE e.changes ->> 'n' = '4' \gset
CREATE FUNCTION pg_temp.get(caller uuid, seq text) RETURNS json LANGUAGE sql RETURN (
    SELECT coalesce(body, to_json(outcome)) FROM api.audit_entry_get(caller, '{auditor}', 'audit', seq));
SELECT is((pg_temp.get(:city, :'seq') ->> 'text') || (pg_temp.get(:city, :'seq') ->> 'proof') IS NULL
    AND pg_temp.get(:city, :'seq') ->> 'text' = :'text', true, 'its text, before it is sealed');
SELECT api.audit_seal(100) \g /dev/null
SELECT is((pg_temp.get(:city, :'seq') #>> '{block,hash}'), encode(b.hash, 'hex'), 'and its block, after') FROM core.audit_blocks AS b;
SELECT is(pg_temp.get(:haizhou, :'seq')::text || pg_temp.get(:city, '99999999999999999'), '"not_found""not_found"',
    'another district''s is like none');
SELECT is((pg_temp.get(:root, (:seq + 6)::text)) #>> '{entry,action}', 'key_rotate', 'the root''s auditors read what belongs to nobody');

-- Verifying
CREATE FUNCTION pg_temp.verify(caller uuid) RETURNS jsonb LANGUAGE sql RETURN (
    SELECT coalesce(body::jsonb - 'checked_hash', to_jsonb(outcome))
    FROM api.audit_verify(caller, '{auditor}', 'audit', 1, NULL));
SELECT is(pg_temp.verify(:haizhou), '{"intact": true, "checked_block": 1, "entries": 10, "next_block": null,
    "fault": null}', 'any auditor may verify everything');
SELECT is(pg_temp.verify(:gone), '"role_forbidden"', 'but not who was one');
DELETE FROM core.audit_entries WHERE seq = :seq;
SELECT is(pg_temp.verify(:haizhou), jsonb_build_object('intact', false, 'checked_block', NULL, 'entries', 0,
    'next_block', NULL, 'fault', jsonb_build_object('code', 'entry_missing', 'block', 1, 'entry_id', :'seq')),
    'and learns what is wrong where');
SELECT * FROM finish();
ROLLBACK;
