-- api.lots_expire.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
SELECT plan(11);

SELECT is((api.lots_expire(100)).body ->> 'expired', '0', 'nothing is due');
SELECT core.points_credit(ARRAY[:member, :member, :other, :suspended], ARRAY[1, 2, 4, 8], 'grant',
    ARRAY[:ref1, :ref2, :ref3, :ref4]::uuid[],
    ARRAY[now() - interval '3 days', now() - interval '1 day', now() - interval '2 days', now()])
    \g /dev/null
SELECT is((api.lots_expire(1)).body ->> 'expired', '2', 'one wallet with two lots');
SELECT is(pg_temp.wallet(:member) || ' ' || pg_temp.wallet(:other), '1000 0 0 0 54 0 0 0',
    'the longest overdue first');
SELECT is((api.lots_expire(100)).body ->> 'expired', '2', 'the rest');
SELECT is((api.lots_expire(100)).body ->> 'expired', '0', 'and nothing more');
SELECT is(pg_temp.wallet(:other) || ' ' || pg_temp.wallet(:suspended), '50 0 0 0 0 0 0 0', 'all gone');
SELECT is((SELECT count(*) FROM core.journals WHERE kind = 'expiry'), 4::bigint, 'a journal for each lot');
SELECT is((SELECT sum(delta) FROM core.entries WHERE account = 'expired'), 15::numeric, 'the house has them');
SELECT is((SELECT array_agg(date_trunc('day', next_expiry - now()) ORDER BY member_id) FROM core.wallets
           WHERE next_expiry < 'infinity'), '{30 days,365 days}', 'wallets know when to look again');

-- A lot that was spent before it expired leaves nothing, but the wallet must look further.
SELECT core.points_spend(ARRAY[:member], ARRAY[300], 'lottery_draw', ARRAY[:ref5]::uuid[]) \g /dev/null
UPDATE core.wallets SET next_expiry = now() WHERE member_id = :member;
SELECT is((api.lots_expire(100)).body ->> 'expired', '0', 'an empty lot does not expire');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');
SELECT * FROM finish();
ROLLBACK;
