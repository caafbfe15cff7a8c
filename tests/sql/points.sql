-- The ledger's own functions: wallets_lock, points_credit, _spend, _hold, _capture, _release,
-- _return, lots_sweep, and the triggers that guard the tables.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
SELECT plan(61);

-- Crediting and spending; the town gave 300 (30 days) and 700 (a year) to member, 50 to other.
SELECT is(pg_temp.wallet(:member), '1000 0 0 0', 'an opening balance');
SELECT is(pg_temp.wallet(:suspended), '0 0 0 0', 'an empty wallet');
SELECT core.wallets_lock(ARRAY[:member, :other]);
SELECT core.points_spend(ARRAY[:member, :other], ARRAY[350, 20], 'lottery_draw',
                         ARRAY[:ref1, :ref2]::uuid[]);
SELECT is(pg_temp.wallet(:member), '650 0 0 0', 'spent');
SELECT is(pg_temp.lots(:member), '0 650', 'first expiring first out, over two lots');
SELECT is(pg_temp.lots(:other), '30', 'each from their own');
SELECT is(pg_temp.journal('lottery_draw', :ref1), 'available -350, lottery 350', 'double entry');
SELECT is(pg_temp.allocated('lottery_draw', :ref1), '300 50', 'an allocation for each lot');
SELECT throws_like(format('SELECT core.points_spend(ARRAY[%L]::uuid[], ARRAY[651], %L, ARRAY[%L]::uuid[])',
    :member, 'order_payment', :ref3), '%wallets_available_check%', 'nobody spends what is not there');
SELECT throws_ok(format('SELECT core.points_spend(ARRAY[%L]::uuid[], ARRAY[1], %L, ARRAY[%L]::uuid[])',
    :member, 'lottery_draw', :ref1), '23505', NULL, 'one effect, one journal');
SELECT throws_like(format('SELECT core.points_spend(ARRAY[%L]::uuid[], ARRAY[1], %L, ARRAY[%L]::uuid[])',
    :nobody, 'lottery_draw', :ref3), 'asked for 1 points%', 'a stranger''s points are a bug');
SELECT throws_like(format('SELECT core.points_credit(ARRAY[%L]::uuid[], ARRAY[1], %L, ARRAY[%L]::uuid[], ARRAY[now()])',
    :nobody, 'grant', :ref3), 'asked to credit 1 times, found 0%', 'and so is crediting one');
SELECT throws_like(format('SELECT core.points_credit(ARRAY[%L]::uuid[], ARRAY[-1], %L, ARRAY[%L]::uuid[], ARRAY[now()])',
    :member, 'grant', :ref3), '%lots_%check%', 'or crediting less than nothing');
SELECT core.points_spend(ARRAY[:member], ARRAY[0], 'lottery_draw', ARRAY[:ref3]::uuid[]);
SELECT is(pg_temp.journal('lottery_draw', :ref3), NULL, 'spending 0 leaves no trace');
SELECT core.points_credit(ARRAY[:other, :suspended, :other], ARRAY[5, 6, 7], 'grant',
    ARRAY[:ref3, :ref4, :ref5]::uuid[], ARRAY[now() + interval '2 days', now() + interval '1 day',
                                             now() + interval '1 day']);
SELECT is(pg_temp.wallet(:other), '42 0 0 0', 'several credits for one member');
SELECT is(pg_temp.lots(:other), '7 5 30', 'are lots of their own');
SELECT is(pg_temp.balances(:other), '50 30 35 42', 'and entries that run from balance to balance');

-- Holding, releasing, capturing, returning
SELECT core.points_hold(ARRAY[:member], ARRAY[100], ARRAY[:order1]::uuid[], ARRAY[now() + interval '15 minutes']);
SELECT is(pg_temp.wallet(:member), '550 100 0 0', 'held');
SELECT is(pg_temp.journal('order_payment', :order1), 'available -100, held 100', 'between own accounts');
SELECT is(core.points_return(:order1, 'order_return'), 0::bigint, 'an open hold is no spend');
SELECT is(core.points_release(:order1), 100::bigint, 'released');
SELECT is(pg_temp.wallet(:member), '650 0 0 0', 'all back');
SELECT is(pg_temp.lots(:member), '0 650', 'in the lot it came from');
SELECT is(core.points_release(:order1), 0::bigint, 'once');
SELECT is(core.points_capture(:order1), 0::bigint, 'a released hold cannot be captured');
SELECT is(core.points_return(:order1, 'order_return'), 0::bigint, 'nor returned again');
SELECT core.points_hold(ARRAY[:member], ARRAY[200], ARRAY[:order2]::uuid[], ARRAY[now() + interval '15 minutes']);
SELECT is(core.points_capture(:order2), 200::bigint, 'captured');
SELECT is(pg_temp.wallet(:member), '450 0 0 0', 'gone for good');
SELECT is(pg_temp.journal('order_capture', :order2), 'held -200, order 200', 'to the house');
SELECT is(core.points_capture(:order2), 0::bigint, 'once');
SELECT is(core.points_release(:order2), 0::bigint, 'a captured hold cannot be released');
SELECT is(core.points_return(:order2, 'order_return'), 200::bigint, 'but given back');
SELECT is(pg_temp.wallet(:member) || ' ' || pg_temp.lots(:member), '650 0 0 0 0 650', 'to its lot');
SELECT is(core.points_return(:order2, 'order_return'), 0::bigint, 'once');
SELECT core.points_spend(ARRAY[:member], ARRAY[60], 'order_payment', ARRAY[:order3]::uuid[]);
SELECT is(core.points_return(:order3, 'order_return'), 60::bigint, 'a spend without hold comes back');
SELECT is(core.points_return(:nobody, 'order_return'), 0::bigint, 'what was never spent does not');
SELECT throws_ok(format('SELECT core.points_hold(ARRAY[%L::uuid], ARRAY[1], ARRAY[%L::uuid], ARRAY[now()])', :member, :order1), '23505', NULL,
    'an order holds once');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');

-- Expiry: what has expired is gone with the lock, before any job comes by
SELECT core.points_credit(ARRAY[:member, :member], ARRAY[40, 30], 'grant', ARRAY[:ref6, :ref7]::uuid[],
    ARRAY[now() - interval '1 second', now()]);
SELECT is((SELECT available FROM core.wallets WHERE member_id = :member), 720::bigint, 'not swept yet');
SELECT core.wallets_lock(ARRAY[:member, :other]);
SELECT is(pg_temp.wallet(:member), '650 0 0 0', 'the lock takes out what has expired');
SELECT is((SELECT count(*) FROM core.journals WHERE kind = 'expiry'), 2::bigint, 'a journal for each lot');
SELECT is(pg_temp.balances(:member, 2), '680 650', 'balances run on');
SELECT is((SELECT next_expiry FROM core.wallets WHERE member_id = :member), now() + interval '1 year',
    'the wallet knows when to look again');
SELECT is(core.lots_sweep(ARRAY[:member, :other]), 0::bigint, 'nothing is swept twice');

-- What comes back to an expired lot lives seven more days, once
SELECT core.points_credit(ARRAY[:suspended], ARRAY[10], 'grant', ARRAY[:ref8]::uuid[],
    ARRAY[now() + interval '1 hour']);
SELECT core.points_hold(ARRAY[:suspended], ARRAY[10], ARRAY[:order4]::uuid[], ARRAY[now() + interval '15 minutes']);
UPDATE core.lots SET expires_at = now() - interval '1 hour'
WHERE member_id = :suspended AND expires_at = now() + interval '1 hour';
SELECT is(core.points_release(:order4), 10::bigint, 'released after its lot expired');
SELECT is(pg_temp.wallet(:suspended), '16 0 0 0', 'it counts');
SELECT is((SELECT format('%s %s', granted, expires_at - now()) FROM core.lots
           WHERE member_id = :suspended AND is_grace), '10 7 days', 'in a lot of grace');
SELECT core.points_hold(ARRAY[:suspended], ARRAY[16], ARRAY[:order5]::uuid[], ARRAY[now() + interval '15 minutes']);
UPDATE core.lots SET expires_at = now() - interval '1 hour' WHERE member_id = :suspended AND is_grace;
SELECT core.points_release(:order5);
SELECT core.wallets_lock(ARRAY[:suspended]);
SELECT is(pg_temp.wallet(:suspended), '6 0 0 0', 'there is no grace after grace');

-- Debt
SELECT pg_temp.owe(:other, 25);
SELECT is(pg_temp.wallet(:other), '42 0 0 25', 'a debt');
SELECT core.points_credit(ARRAY[:other], ARRAY[5], 'grant', ARRAY[:ref9]::uuid[],
    ARRAY[now() + interval '1 day']);
SELECT is(pg_temp.wallet(:other), '22 0 0 0', 'is repaid out of the next credit and what there is');
SELECT is(pg_temp.journal('debt_repayment', :ref9), 'available -25, debt 25', 'in a journal of its own');
SELECT is((SELECT array_agg(rule) FROM core.ledger_violations() WHERE rule <> 'expiry'), NULL,
    'the ledger is whole but for the times set back above');

-- Guards
SELECT throws_like('INSERT INTO core.entries (journal_id, account, delta)
    SELECT id, ''union'', 5 FROM core.journals LIMIT 1', '%', 'no second entry for an account');
SELECT throws_like(format('WITH j AS (INSERT INTO core.journals (kind, reference_id)
    VALUES (''grant'', %L) RETURNING id)
    INSERT INTO core.entries (journal_id, account, delta) SELECT id, ''union'', 5 FROM j', core.uuid7()),
    'a journal does not sum to zero%', 'no journal that does not sum to zero');
SELECT throws_like(format('INSERT INTO core.entries (journal_id, account, delta)
    VALUES (%1$L, ''union'', 5), (%1$L, ''lottery'', -5)', core.uuid7()),
    '%refers to nothing', 'no entries without a journal');
SELECT throws_like(format('INSERT INTO core.allocations (journal_id, lot_id, points)
    SELECT %L, id, 1 FROM core.lots LIMIT 1', core.uuid7()), 'an allocation refers to nothing',
    'no allocation without a journal');
SELECT throws_like(statement, '% is not allowed', statement) FROM unnest(ARRAY[
    'UPDATE core.entries SET delta = delta', 'DELETE FROM core.journals',
    'DELETE FROM core.allocations', 'DELETE FROM core.lots', 'TRUNCATE core.wallets CASCADE',
    'UPDATE core.grants SET points = 1']) AS statement;
SELECT * FROM finish();
ROLLBACK;
