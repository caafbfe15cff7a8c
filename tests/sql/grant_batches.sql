-- Grants to many: promised as a whole or not at all, granted step by step, each member once.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
\ir fixture/earnings.psql
SELECT plan(48);

CREATE FUNCTION pg_temp.batch(
    budget uuid, place uuid, points bigint, items jsonb DEFAULT NULL, dry_run boolean DEFAULT false,
    admin uuid DEFAULT '00000003-0000-7000-8000-000000000001', key text DEFAULT gen_random_uuid()::text,
    starts timestamptz DEFAULT NULL,
    OUT outcome text, OUT body json, OUT replay_of uuid, OUT wrong text)
LANGUAGE sql AS $$
    SELECT * FROM api.points_grant_batch(
        admin, '{admin}', 'points', place, points, items, '国庆慰问', starts, now() + interval '1 year', budget,
        dry_run, key, sha256(convert_to(concat_ws('|', budget, place, points, items), 'UTF8')),
        '00000013-0000-7000-8000-000000000001')
$$;
CREATE FUNCTION pg_temp.run(size bigint) RETURNS text LANGUAGE sql AS $$
    SELECT r.body ->> 'turns' FROM api.grant_batches_run(size) AS r
$$;
CREATE FUNCTION pg_temp.states(batch uuid) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(format('%s %s', state, members), ', ' ORDER BY state)
            FROM (SELECT state, count(*) AS members FROM core.grant_batch_members WHERE batch_id = batch
                  GROUP BY state) AS s);

SELECT pg_temp.budget(1000) AS budget, pg_temp.budget(49) AS small, pg_temp.crowd(5, 0) AS crowd \gset
UPDATE core.memberships SET organisation_id = :tea WHERE person_id IN (
    SELECT person_id FROM core.members WHERE id = ANY (:'crowd'::uuid[]));
-- With the crowd, :member and :fourth belong to the tea factory; :suspended does to the district.

-- Planned only
SELECT is((SELECT (outcome, body ->> 'state', body ->> 'id', body ->> 'members', body ->> 'points', body ->> 'created_at')::text
           FROM pg_temp.batch(:'budget', :haizhou, 10, dry_run => true)), '(ok,planned,,7,70,)',
    'a dry run counts the active members of the subtree');
SELECT is((SELECT outcome FROM pg_temp.batch(:'small', :haizhou, 10, dry_run => true)), 'budget_exceeded', 'and asks the budget');
SELECT is((SELECT count(*) FROM core.grant_batches) + (SELECT count(*) FROM core.idempotency_keys), 0::bigint,
    'but keeps nothing');

-- Refused as a whole
SELECT is((SELECT outcome FROM pg_temp.batch(:'small', :haizhou, 10)), 'budget_exceeded', 'a budget for four of seven');
SELECT is(pg_temp.books(:'small'), '49 0 0, 1', 'promises nothing');
SELECT is((SELECT outcome FROM pg_temp.batch(:'budget', :ganyu, 10, admin => :haizhou_admin)), 'organisation_not_found',
    'another district');
SELECT is((SELECT outcome FROM pg_temp.batch(:'budget', :haizhou, 10, admin => :haizhou_admin)), 'budget_not_found',
    'a budget above');
INSERT INTO core.organisations (id, code, name, level, parent_id) VALUES
    ('00000001-0000-7000-8000-000000000007', 'HZ-0002', '空壳公司工会', 'enterprise', :haizhou);
SELECT is((SELECT outcome FROM pg_temp.batch(:'budget', '00000001-0000-7000-8000-000000000007', 10)), 'batch_empty', 'nobody');

-- A list with mistakes: all of them are named
CREATE TEMP TABLE wrong AS SELECT * FROM pg_temp.batch(:'budget', NULL, NULL, '[
    {"member_no": "10000001", "points": 1}, {"member_no": "10000003", "points": 1},
    {"member_no": "10000001", "points": 2}, {"member_no": "99999999", "points": 1},
    {"member_no": "10000002", "points": 1}]', key => 'wrong');
SELECT is((outcome, wrong)::text, format(E'(items_invalid,"1 member_unknown\n2 member_repeated\n3 member_unknown")'),
    'a suspended member, a repeated and an unknown one') FROM wrong;
SELECT is((SELECT (outcome, wrong)::text FROM pg_temp.batch(:'budget', NULL, NULL, '[
    {"member_no": "10000001", "points": 1}, {"member_no": "10000003", "points": 1},
    {"member_no": "10000001", "points": 2}, {"member_no": "99999999", "points": 1},
    {"member_no": "10000002", "points": 1}]', key => 'wrong')), (SELECT (outcome, wrong)::text FROM wrong),
    'the same key is told the same');
SELECT is((SELECT (outcome, wrong)::text FROM pg_temp.batch(:'budget', NULL, NULL, '[{"member_no": "10000002", "points": 1}]',
    admin => :haizhou_admin)), '(items_invalid,"0 member_unknown")', 'another district''s member is unknown');
SELECT is(pg_temp.books(:'budget'), '1000 0 0, 1', 'nothing was promised');

-- Step by step
CREATE TEMP TABLE made AS SELECT * FROM pg_temp.batch(:'budget', :haizhou, 10, key => 'key-1');
SELECT is((outcome, body ->> 'state', body ->> 'members', body ->> 'points', body ->> 'is_listed')::text, '(ok,open,7,70,false)',
    'a batch') FROM made;
SELECT is(pg_temp.books(:'budget'), '1000 70 0, 2', 'the whole is promised');
SELECT is((SELECT (outcome, replay_of IS NOT NULL)::text FROM pg_temp.batch(:'budget', :haizhou, 10, key => 'key-1')), '(ok,t)',
    'the same key is the same batch');
DELETE FROM core.idempotency_keys WHERE key = 'key-1';
SELECT is((SELECT outcome FROM pg_temp.batch(:'budget', :haizhou, 10, key => 'key-1')), 'idempotency_key_reused',
    'a forgotten key does not grant again');
SELECT (body ->> 'id')::uuid AS batch FROM made \gset
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole before');
SELECT is(pg_temp.run(3), '3', 'a step of three');
SELECT is(pg_temp.states(:'batch'), 'granted 3, waiting 4', 'three have it');
SELECT is(pg_temp.books(:'budget'), '1000 40 30, 3', 'promised became spent, in one movement');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'grant_batches_run'), 3::bigint, 'a row in the audit each');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole between');

-- Who leaves meanwhile gets nothing
CREATE TEMP TABLE rest AS SELECT member_id FROM core.grant_batch_members
WHERE batch_id = :'batch' AND state = 'waiting' ORDER BY member_id;
UPDATE core.members SET status = 'suspended' WHERE id = (SELECT member_id FROM rest LIMIT 1);
UPDATE core.memberships SET organisation_id = :ganyu WHERE person_id = (
    SELECT person_id FROM core.members WHERE id = (SELECT member_id FROM rest OFFSET 1 LIMIT 1));
SELECT is(pg_temp.run(500), '4', 'the rest has its turn');
SELECT is(pg_temp.states(:'batch'), 'granted 5, skipped 2', 'one is suspended, one has gone to another district');
SELECT is(pg_temp.books(:'budget'), '1000 20 50, 4', 'what they would have got is still promised');
SELECT is(pg_temp.run(500), '0', 'the end');
SELECT is(pg_temp.books(:'budget'), '1000 0 50, 5', 'and released');
SELECT is((SELECT (body ->> 'state', body #>> '{granted,members}', body #>> '{skipped,points}', body ->> 'ended_at' IS NOT NULL)::text
           FROM api.points_grant_batch_get(:city_admin, '{admin}', 'points', :'batch')), '(done,5,20,t)', 'it is done');
SELECT is(pg_temp.run(500), '0', 'nothing is left to do');
SELECT is(pg_temp.books(:'budget'), '1000 0 50, 5', 'once');
SELECT is((SELECT string_agg(g.points || ' ' || g.reason, ', ') FROM core.grants AS g
           WHERE g.batch_id = :'batch' AND g.member_id = :member), '10 国庆慰问', 'a grant like any other');
SELECT is((SELECT outcome FROM api.points_grant_batch_cancel(:city_admin, '{admin}', 'points', :'batch', 'x', :nobody)),
    'grant_batch_ended', 'too late to cancel');
SELECT throws_like(format('INSERT INTO core.grants (admin_id, member_id, points, reason, expires_at, batch_id)
    VALUES (%L, %L, 1, ''x'', now(), %L)', :city_admin, :member, :'batch'), '%grants_batch_member%',
    'the table itself gives nobody twice');

-- Cancelled midway
SELECT (b.body ->> 'id')::uuid AS stopped
FROM pg_temp.batch(:'budget', NULL, NULL, '[{"member_no": "10000001", "points": 7}, {"member_no": "10000002", "points": 8}]') AS b \gset
SELECT is(pg_temp.books(:'budget'), '1000 15 50, 6', 'promised');
SELECT is(pg_temp.run(1), '1', 'one has it');
SELECT is((SELECT outcome FROM api.points_grant_batch_cancel(:haizhou_admin, '{admin}', 'points', :'stopped', '名单有误', :nobody)),
    'grant_batch_not_found', 'the district does not reach it');
SELECT is((SELECT (outcome, body ->> 'state')::text FROM api.points_grant_batch_cancel(
    :city_admin, '{admin}', 'points', :'stopped', '名单有误', :nobody)), '(ok,cancelled)', 'the city stops it');
SELECT is(pg_temp.states(:'stopped'), 'cancelled 1, granted 1', 'who has it keeps it');
SELECT is(pg_temp.books(:'budget'), '1000 0 57, 8', 'the rest is released');
SELECT is(pg_temp.run(500), '0', 'the job leaves it alone');
SELECT is((SELECT string_agg(i ->> 'state', ' ') FROM api.points_grant_batch_member_list(
    :city_admin, '{admin}', 'points', :'stopped', 'cancelled', 20, NULL) AS l, json_array_elements(l.body -> 'items') AS i),
    'cancelled', 'the list tells who');

-- A batch whose points would have expired before they come
SELECT (b.body ->> 'id')::uuid AS late FROM pg_temp.batch(:'budget', NULL, NULL, '[{"member_no": "10000001", "points": 7}]') AS b \gset
UPDATE core.grant_batches SET expires_at = now(), starts_at = now() - interval '1 s' WHERE id = :'late';
SELECT is(pg_temp.run(500) || pg_temp.run(500), '10', 'has its turn and its end');
SELECT is(pg_temp.states(:'late'), 'skipped 1', 'gives nothing');
SELECT is(pg_temp.books(:'budget'), '1000 0 57, 10', 'and costs nothing');

-- One for tomorrow
SELECT (b.body ->> 'id')::uuid AS tomorrow
FROM pg_temp.batch(:'budget', :haizhou, 1, starts => now() + interval '1 day') AS b \gset
SELECT is(pg_temp.run(500), '0', 'waits until then');
UPDATE core.grant_batches SET starts_at = now() WHERE id = :'tomorrow';
SELECT is(pg_temp.run(500), '5', 'and begins');
SELECT is((SELECT outcome FROM pg_temp.batch(:'budget', :haizhou, 1, starts => now() + interval '1 year')), 'expiry_past',
    'what would have expired by then cannot be');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');
SELECT * FROM finish();
ROLLBACK;
