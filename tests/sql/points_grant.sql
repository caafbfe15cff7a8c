-- api.points_grant: subtree, budget, expiry, and once for each key.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
SELECT plan(42);

\set city '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
\set dormant '''00000003-0000-7000-8000-000000000003''::uuid'
SELECT core.budget_open('00000001-0000-7000-8000-000000000002', 2026, '送清凉', 'welfare', 'union_dues',
    'points', 100, NULL, NULL) AS city_id,
    core.budget_open('00000001-0000-7000-8000-000000000003', 2026, '送清凉', 'welfare', 'union_dues',
    'points', 100, NULL, NULL) AS haizhou_id,
    core.budget_open('00000001-0000-7000-8000-000000000003', 2026, '常年慰问', 'welfare', 'union_dues',
    'points', 1000000, NULL, NULL) AS ample_id \gset
\set city_budget '\'':city_id'\'::uuid'
\set haizhou_budget '\'':haizhou_id'\'::uuid'

CREATE FUNCTION pg_temp.grant(
    admin uuid, member uuid, points bigint, budget uuid DEFAULT NULL, key text DEFAULT NULL,
    expires timestamptz DEFAULT now() + interval '1 year', planned boolean DEFAULT false,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$
    SELECT * FROM api.points_grant(
        caller_id => admin, allowed_roles => '{admin}', resource => 'points',
        member_id => member, points => points, reason => '高温慰问',
        expires_at => expires, budget_id => coalesce(budget, (SELECT b.id FROM core.budgets AS b WHERE b.name = '常年慰问')),
        dry_run => planned,
        idempotency_key => coalesce(key, gen_random_uuid()::text),
        fingerprint => sha256(convert_to(concat_ws('|', member, points, budget), 'UTF8')),
        request_id => '00000013-0000-7000-8000-000000000001')
$$;
CREATE FUNCTION pg_temp.granted(budget uuid) RETURNS bigint LANGUAGE sql
    RETURN (SELECT spent FROM core.budgets WHERE id = budget);

CREATE TEMP TABLE first AS SELECT * FROM pg_temp.grant(:city, :member, 250, NULL, 'key-1');
SELECT is(outcome, 'ok', 'a grant') FROM first;
SELECT is(array_agg(k), '{state,id,member_id,points,reason,expires_at,budget_id,created_at}',
    'the answer''s properties, in order') FROM first, json_object_keys(body) AS k;
SELECT is(body::jsonb - 'id', jsonb_build_object('state', 'done', 'member_id', :member, 'points', 250,
    'reason', '高温慰问', 'expires_at', now() + interval '1 year', 'budget_id', :'ample_id',
    'created_at', now()), 'the answer') FROM first;
SELECT is(pg_temp.wallet(:member), '1250 0 0 0', 'the points are there');
SELECT is((SELECT (g.admin_id, g.points, g.reason)::text FROM core.grants AS g, first
           WHERE g.id = (first.body ->> 'id')::uuid), format('(%s,250,高温慰问)', :city), 'and the grant');
SELECT is(pg_temp.journal('grant', (SELECT body ->> 'id' FROM first)), 'available 250, union -250',
    'out of the union''s account');

-- Once
CREATE TEMP TABLE again AS SELECT * FROM pg_temp.grant(:city, :member, 250, NULL, 'key-1');
SELECT is(again.body::text, first.body::text, 'the same bytes again') FROM again, first;
SELECT is(replay_of, '00000013-0000-7000-8000-000000000001', 'as a replay') FROM again;
SELECT is(pg_temp.wallet(:member), '1250 0 0 0', 'and no more points');
SELECT is((pg_temp.grant(:city, :member, 251, NULL, 'key-1')).outcome, 'idempotency_key_reused',
    'another request needs another key');
SELECT is((pg_temp.grant(:haizhou, :member, 1, NULL, 'key-1')).outcome, 'ok',
    'another administrator''s equal key is another key');
DELETE FROM core.idempotency_keys WHERE key = 'key-1' AND caller_id = :city;
SELECT is((pg_temp.grant(:city, :member, 250, NULL, 'key-1')).outcome, 'idempotency_key_reused',
    'a key that was forgotten after seven days does not grant again');
SELECT is(pg_temp.wallet(:member), '1251 0 0 0', 'nothing was granted');
SELECT is((SELECT count(*) FROM core.idempotency_keys WHERE key = 'key-1' AND caller_id = :city),
    0::bigint, 'nor stored');

-- Subtree
SELECT is((pg_temp.grant(:haizhou, :member, 1)).outcome, 'ok', 'below the own district');
SELECT is((pg_temp.grant(:haizhou, :other, 1)).outcome, 'member_not_found', 'not in another one');
SELECT is((pg_temp.grant(:city, :other, 1)).outcome, 'ok', 'the city has both');
SELECT is((pg_temp.grant(:city, :nobody, 1)).outcome, 'member_not_found', 'nobody');
SELECT is((pg_temp.grant(:dormant, :member, 1)).outcome, 'member_not_found', 'a suspended administrator');
SELECT is((pg_temp.grant(:nobody, :member, 1)).outcome, 'member_not_found', 'no administrator');

-- Expiry
SELECT is((pg_temp.grant(:city, :member, 1, NULL, NULL, now())).outcome, 'expiry_past', 'expired already');
SELECT is((pg_temp.grant(:city, :member, 1, NULL, NULL, now() + interval '1 second')).outcome, 'ok',
    'one second is a future');

-- Budget
SELECT is((pg_temp.grant(:city, :member, 60, :city_budget)).outcome, 'ok', 'within the budget');
SELECT is(pg_temp.granted(:city_budget), 60::bigint, 'booked');
SELECT is((pg_temp.grant(:city, :member, 41, :city_budget, 'key-2')).outcome, 'budget_exceeded', 'too much');
SELECT is(pg_temp.granted(:city_budget), 60::bigint, 'not booked');
SELECT is((pg_temp.grant(:city, :member, 40, :city_budget)).outcome, 'ok', 'to the last point');
SELECT is((pg_temp.grant(:city, :member, 1, :city_budget)).outcome, 'budget_exceeded', 'and no further');
SELECT core.budget_move(:city_budget, 'amended', :nobody, 900, 0, 0, NULL, NULL) \g /dev/null
SELECT is((pg_temp.grant(:city, :member, 41, :city_budget, 'key-2')).outcome, 'budget_exceeded',
    'a refusal is remembered');
SELECT is((pg_temp.grant(:city, :member, 41, :city_budget, 'key-2')).replay_of,
    '00000013-0000-7000-8000-000000000001', 'and says so');
SELECT is((pg_temp.grant(:city, :member, 1, :nobody)).outcome, 'budget_not_found', 'no budget');
SELECT is((pg_temp.grant(:haizhou, :member, 1, :city_budget)).outcome, 'budget_not_found',
    'the budget of an organisation above is not theirs');
SELECT is((pg_temp.grant(:city, :other, 1, :haizhou_budget)).outcome, 'ok', 'one below is');
SELECT is(pg_temp.granted(:haizhou_budget), 1::bigint, 'booked there');
SELECT throws_like('UPDATE core.budgets SET spent = total + 1', '%check%',
    'the table itself allows no more');

-- Only planned
SELECT is((SELECT (outcome, body ->> 'state', body ->> 'id', body ->> 'points')::text FROM pg_temp.grant(
    :city, :other, 7, :haizhou_budget, planned => true)), '(ok,planned,,7)', 'a dry run tells what would come');
SELECT is((pg_temp.grant(:city, :other, 100, :haizhou_budget, planned => true)).outcome, 'budget_exceeded', 'or not');
SELECT is((pg_temp.grant(:haizhou, :other, 1, planned => true)).outcome, 'member_not_found', 'for whom');
SELECT is(pg_temp.granted(:haizhou_budget) || ' ' || pg_temp.wallet(:other), '1 52 0 0 0', 'and does nothing');

-- Debt
SELECT pg_temp.owe(:suspended, 30) \g /dev/null
SELECT is((pg_temp.grant(:city, :suspended, 50)).outcome, 'ok', 'to a member who owes');
SELECT is(pg_temp.wallet(:suspended), '20 0 0 0', 'repays first');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');
SELECT * FROM finish();
ROLLBACK;
