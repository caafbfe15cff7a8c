-- Imports below the API: who works at one, what is judged when, and what is left of it.
BEGIN;
\ir fixture/town.psql
SELECT plan(50);

\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
\set factory '''00000001-0000-7000-8000-000000000005''::uuid'
\set shop '''00000001-0000-7000-8000-000000000006''::uuid'
\set one '''00000020-0000-7000-8000-000000000001''::uuid'
\set two '''00000020-0000-7000-8000-000000000002''::uuid'

-- A row as api/roster/roster.c hands it over; the same number is the same person.
CREATE FUNCTION pg_temp.read(line bigint, person bigint, name text DEFAULT '张*',
                             phone bigint DEFAULT NULL, kind text DEFAULT 'contract')
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('id', core.uuid7(), 'line', line, 'problems', '[]'::jsonb, 'real_name_masked', name,
        'real_name_index', sha256(convert_to(name, 'UTF8')), 'id_number_masked', '3207****',
        'id_number_index', sha256(person::text::bytea), 'phone_masked', '13800000000' ,
        'phone_index', sha256(('p' || coalesce(phone, person))::bytea), 'employment_kind', kind,
        'person_sealed', '\x01'::bytea)
        || jsonb_build_object('phone_masked', '138****' || to_char(coalesce(phone, person), 'FM0000'))
$$;
CREATE FUNCTION pg_temp.open(organisation uuid DEFAULT '00000001-0000-7000-8000-000000000005')
RETURNS uuid LANGUAGE sql AS $$
    SELECT (body ->> 'id')::uuid FROM api.admin_import_create(
        '00000003-0000-7000-8000-000000000001', '{admin}', 'member', organisation, NULL, NULL,
        gen_random_uuid()::text, sha256('x'), core.uuid7())
$$;
CREATE FUNCTION pg_temp.put(import uuid, part bigint, rows jsonb,
                            admin uuid DEFAULT '00000003-0000-7000-8000-000000000001')
RETURNS text LANGUAGE sql AS $$
    SELECT outcome FROM api.admin_import_part_put(admin, '{admin}', 'member', import, part,
        sha256((SELECT coalesce(string_agg((r - 'id')::text, ''), '') FROM jsonb_array_elements(rows) AS r)::bytea),
        jsonb_array_length(rows), rows, core.uuid7())
$$;
CREATE FUNCTION pg_temp.validate(import uuid) RETURNS text LANGUAGE sql AS $$
    SELECT outcome FROM api.admin_import_validate('00000003-0000-7000-8000-000000000001', '{admin}',
        'member', import, core.uuid7())
$$;
CREATE FUNCTION pg_temp.commit(import uuid) RETURNS text LANGUAGE sql AS $$
    SELECT outcome FROM api.admin_import_commit('00000003-0000-7000-8000-000000000001', '{admin}',
        'member', import, gen_random_uuid()::text, sha256('x'), core.uuid7())
$$;
-- What a process makes of the rows that it took.
CREATE FUNCTION pg_temp.slips(rows text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_agg(jsonb_build_object(
        'row_id', word[1], 'person_id', coalesce(nullif(word[2], '-')::uuid, core.uuid7()),
        'member_id', coalesce(nullif(word[3], '-')::uuid, core.uuid7()), 'phone_sealed', '\x02')
        || CASE WHEN word[2] = '-' THEN '{"real_name_sealed": "\\x03", "id_number_sealed": "\\x04"}'
                ELSE '{}' END::jsonb)
    FROM regexp_split_to_table(rows, E'\n') AS line, string_to_array(line, ' ') AS word
$$;
CREATE FUNCTION pg_temp.counts(import uuid) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', i.state, i.rows_new, i.rows_changed, i.rows_unchanged, i.rows_rejected,
                     i.rows_committed) FROM core.imports AS i WHERE i.id = import
$$;
CREATE FUNCTION pg_temp.work(import uuid) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    FOR turn IN 1..9 LOOP
        PERFORM api.import_rows_check(2);
        PERFORM api.import_rows_commit('00000020-0000-7000-8000-000000000009', t.import_id,
                                       pg_temp.slips(t.rows))
        FROM api.import_rows_take('00000020-0000-7000-8000-000000000009', 2) AS t
        WHERE t.rows IS NOT NULL;
    END LOOP;
    RETURN pg_temp.counts(import);
END
$$;

-- Parts
SELECT pg_temp.open() AS first \gset
SELECT is(pg_temp.put(:'first', 1, jsonb_build_array(pg_temp.read(2, 1), pg_temp.read(3, 2))), 'ok',
    'a part is taken');
SELECT is(pg_temp.put(:'first', 1, jsonb_build_array(pg_temp.read(2, 3))), 'ok', 'and replaced');
SELECT is((SELECT (rows_total, (SELECT count(*) FROM core.import_rows))::text FROM core.imports
           WHERE id = :'first'), '(1,1)', 'its rows with it');
SELECT is(pg_temp.put(:'first', 2, '[]', :haizhou), 'ok', 'staff of the district may');
SELECT is(pg_temp.put(pg_temp.open(:shop), 1, '[]', :haizhou), 'import_not_found',
    'not in another district');
SELECT is(pg_temp.put(:nobody, 1, '[]'), 'import_not_found', 'nor an import that is none');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'admin_import_part_put'),
    3::bigint, 'each change is in the audit');
SELECT is(pg_temp.put(:'first', 1, jsonb_build_array(pg_temp.read(2, 3))), 'ok', 'the same again');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'admin_import_part_put'),
    3::bigint, 'is none');

-- Checked in batches
SELECT pg_temp.put(:'first', 1, (SELECT jsonb_agg(pg_temp.read(n, n)) FROM generate_series(2, 6) AS n))
    \g /dev/null
SELECT is(pg_temp.validate(:'first'), 'ok', 'all parts are there');
SELECT is((SELECT checked FROM api.import_rows_check(3)), 3::bigint, 'a batch is checked');
SELECT is(pg_temp.counts(:'first'), 'validating 3 0 0 0 0', 'which shows');
SELECT is(pg_temp.commit(:'first'), 'import_state_conflict', 'half a check is none');
SELECT is((SELECT checked FROM api.import_rows_check(3)), 2::bigint, 'then the rest');
SELECT is(pg_temp.counts(:'first'), 'validated 5 0 0 0 0', 'and it is validated');
SELECT is((SELECT checked FROM api.import_rows_check(3)), 0::bigint, 'nothing is left to check');
SELECT is((SELECT import_id FROM api.import_rows_take(:one, 3)), NULL, 'nor to commit yet');

-- One process at a time
SELECT is(pg_temp.commit(:'first'), 'ok', 'it is to be committed');
CREATE TEMP TABLE taken AS SELECT * FROM api.import_rows_take(:one, 3);
SELECT is((SELECT import_id FROM taken), :'first'::uuid, 'a process takes it');
SELECT is((SELECT import_id FROM api.import_rows_take(:two, 3)), NULL, 'another one leaves it alone');
SELECT is((SELECT c.body ->> 'committed' FROM taken, LATERAL
           api.import_rows_commit(:two, taken.import_id, pg_temp.slips(rows)) AS c), '0',
    'and can commit nothing of it');
SELECT is((SELECT c.body ->> 'committed' FROM taken, LATERAL
           api.import_rows_commit(:one, taken.import_id, pg_temp.slips(rows)) AS c), '3',
    'the first one can');
SELECT is((SELECT c.body ->> 'committed' FROM taken, LATERAL
           api.import_rows_commit(:one, taken.import_id, pg_temp.slips(rows)) AS c), '0', 'once');
SELECT is((SELECT count(*) FROM core.memberships WHERE source_id = :'first'), 3::bigint,
    'three have joined');
UPDATE core.imports SET lease_until = clock_timestamp();
CREATE TEMP TABLE inherited AS SELECT * FROM api.import_rows_take(:two, 3);
SELECT is((SELECT import_id FROM inherited), :'first'::uuid,
    'when the first has been silent, the other goes on');

-- The world goes on between the check, the take and the commit
SELECT max(line) AS late FROM core.import_rows WHERE import_id = :'first' AND state = 'new' \gset
INSERT INTO core.people (real_name_masked, real_name_index, id_number_masked, id_number_index)
SELECT real_name_masked, real_name_index, id_number_masked, id_number_index
FROM core.import_rows WHERE import_id = :'first' AND line = :late;
SELECT is((SELECT c.body ->> 'committed' FROM inherited, LATERAL
           api.import_rows_commit(:two, inherited.import_id, pg_temp.slips(rows)) AS c), '1',
    'whoever is made by another operation meanwhile is not made twice');
INSERT INTO core.memberships (person_id, organisation_id)
SELECT p.id, :shop FROM core.people AS p JOIN core.import_rows AS r USING (id_number_index)
WHERE r.import_id = :'first' AND r.line = :late;
SELECT is(pg_temp.counts(:'first'), 'committing 5 0 0 0 4', 'one is left');
UPDATE core.imports SET lease_until = clock_timestamp();
SELECT is(pg_temp.work(:'first'), 'committed 4 0 0 1 4', 'and judged anew');
SELECT is((SELECT problems -> 0 ->> 'code' FROM core.import_rows WHERE import_id = :'first'
               AND line = :late), 'member_elsewhere', 'as things stand now');
SELECT is((SELECT count(*) FROM core.import_rows WHERE import_id = :'first' AND person_sealed IS NOT NULL),
    0::bigint, 'nothing sealed is left');
SELECT is((SELECT count(*) FROM core.audit_entries AS a JOIN core.members AS m ON m.id = a.object_id
           WHERE a.action = 'admin_import_commit' AND a.object_kind = 'member'
               AND a.organisation_id = :factory), 4::bigint, 'a row in the audit for each of them');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE object_id = :'first'
               AND actor_kind = 'system'), 2::bigint, 'and for what the processes did themselves');

-- Again, and changed
SELECT pg_temp.open() AS again \gset
SELECT pg_temp.put(:'again', 1, jsonb_build_array(
    pg_temp.read(2, 2), pg_temp.read(3, 3, phone => 33), pg_temp.read(4, 4, kind => 'dispatch'),
    pg_temp.read(5, 6, name => '李*'))) \g /dev/null
SELECT pg_temp.validate(:'again') \g /dev/null
SELECT pg_temp.work(:'again') \g /dev/null
SELECT is(pg_temp.counts(:'again'), 'validated 0 2 1 1 0', 'a second list is compared');
UPDATE core.members SET phone_verified_at = now()
WHERE person_id = (SELECT person_id FROM core.import_rows WHERE import_id = :'again' AND line = 3);
SELECT pg_temp.commit(:'again') \g /dev/null
SELECT is(pg_temp.work(:'again'), 'committed 0 1 2 1 1',
    'a phone that was verified meanwhile stays');
SELECT is((SELECT m.employment_kind FROM core.memberships AS m JOIN core.import_rows AS r
               ON r.person_id = m.person_id AND r.import_id = :'again' AND r.line = 4), 'dispatch',
    'the kind of employment does not');
SELECT pg_temp.open() AS verified \gset
SELECT pg_temp.put(:'verified', 1, jsonb_build_array(pg_temp.read(2, 2, phone => 34))) \g /dev/null
SELECT pg_temp.validate(:'verified') \g /dev/null
SELECT pg_temp.work(:'verified') \g /dev/null
SELECT pg_temp.commit(:'verified') \g /dev/null
SELECT m.id AS verifier, m.phone_index AS before FROM core.members AS m
JOIN core.import_rows AS r ON r.member_id = m.id AND r.import_id = :'verified' \gset
CREATE TEMP TABLE held AS SELECT * FROM api.import_rows_take(:one, 3);
UPDATE core.members SET phone_verified_at = now() WHERE id = :'verifier';
SELECT is((SELECT c.body ->> 'committed' FROM held,
           api.import_rows_commit(:one, held.import_id, pg_temp.slips(held.rows)) AS c), '1', 'a row that was taken before');
SELECT is((SELECT m.phone_index FROM core.members AS m WHERE m.id = :'verifier'), :'before'::bytea,
    'takes no phone that was verified since');
SELECT api.import_rows_take(:one, 3) \g /dev/null

-- What was sealed with a key that is gone
SELECT pg_temp.open() AS lost \gset
SELECT pg_temp.put(:'lost', 1, jsonb_build_array(pg_temp.read(2, 50), pg_temp.read(3, 51)))
    \g /dev/null
SELECT pg_temp.validate(:'lost') \g /dev/null
SELECT pg_temp.work(:'lost') \g /dev/null
SELECT pg_temp.commit(:'lost') \g /dev/null
SELECT is((SELECT r.body ->> 'committed' FROM api.import_rows_take(:one, 9) AS t, LATERAL
           api.import_rows_commit(:one, t.import_id,
               pg_temp.slips(t.rows) - 0
                   || jsonb_build_object('row_id', split_part(t.rows, ' ', 1))) AS r), '1',
    'a row that does not open keeps nobody back');
SELECT is(pg_temp.counts(:'lost'), 'committing 1 0 0 1 1', 'it is rejected');
UPDATE core.imports SET lease_until = clock_timestamp();
SELECT is(pg_temp.work(:'lost'), 'committed 1 0 0 1 1', 'and the import ends');

-- The tables themselves
SELECT throws_like(format('UPDATE core.imports SET rows_new = rows_new + 1 WHERE id = %L', :'lost'),
    '%check%', 'counts that do not add up');
SELECT throws_like(format('UPDATE core.import_rows SET person_sealed = ''\x01'' WHERE import_id = %L
    AND state = ''committed''', :'lost'), '%check%', 'a committed row that still holds its papers');

-- What is forgotten when
SELECT is((SELECT body ->> 'forgotten' FROM api.imports_expire(100)), '0', 'nothing is old yet');
UPDATE core.imports SET finished_at = now() - interval '31 days' WHERE id = :'lost';
SELECT is((SELECT body ->> 'forgotten' FROM api.imports_expire(1)), '1', 'rows of a month ago');
SELECT is((SELECT body ->> 'forgotten' FROM api.imports_expire(100)), '1', 'batch for batch');
SELECT is((SELECT body ->> 'forgotten' FROM api.imports_expire(100)), '0', 'once');
SELECT pg_temp.open() AS stale \gset
SELECT pg_temp.put(:'stale', 1, jsonb_build_array(pg_temp.read(2, 60))) \g /dev/null
UPDATE core.imports SET created_at = now() - interval '8 days' WHERE id = :'stale';
SELECT is((SELECT body ->> 'forgotten' FROM api.imports_expire(100)), '1',
    'rows of an import that nobody went on with');
SELECT is(pg_temp.counts(:'stale'), 'cancelled 0 0 0 0 0', 'which is cancelled');
SELECT is(pg_temp.validate(:'stale'), 'import_state_conflict', 'for good');
SELECT is((SELECT count(*) FROM core.people AS p WHERE NOT EXISTS (
               SELECT FROM core.members AS m WHERE m.person_id = p.id)), 1::bigint,
    'no import left a person without an account');
SELECT * FROM finish();
ROLLBACK;
