-- api.ledger_reconcile finds what differs, slice by slice, and mends nothing; core.wallet_rebuild mends
-- what is a cache. Corruptions are planted behind the triggers' back.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
SELECT plan(58);

SELECT core.points_hold(ARRAY[:member], ARRAY[100], ARRAY[:order1]::uuid[], ARRAY[now()]) \g /dev/null
SELECT core.points_spend(ARRAY[:member], ARRAY[310], 'lottery_draw', ARRAY[:ref1]::uuid[]) \g /dev/null
SELECT pg_temp.owe(:other, 3) \g /dev/null
SELECT core.budget_open('00000001-0000-7000-8000-000000000002', 2026, '送清凉', 'welfare', 'union_dues',
    'points', 100, NULL, NULL) AS budget \gset
SELECT core.points_take(ARRAY[:other], ARRAY[3], 'debt_repayment', ARRAY[:ref2]::uuid[], 'debt') \g /dev/null

-- Slices in the order of the keys, and round again
SELECT is((api.ledger_reconcile(3)).wallets_checked, 3::bigint, 'three of four wallets');
SELECT is((SELECT wallet_id FROM core.ledger_rounds), :suspended, 'the place is kept');
UPDATE core.ledger_rounds SET completed_at = now() - interval '1 hour';
SELECT is((SELECT row(wallets_checked, round_age_s) FROM api.ledger_reconcile(3)), row(4::bigint, 0::bigint),
    'the fourth ends the round');
SELECT is((api.ledger_reconcile(3)).wallets_checked, 7::bigint, 'and it begins again');
SELECT is((SELECT row(rules, differences) FROM api.ledger_reconcile(100)), row(NULL::text, 0::bigint),
    'nothing differs');
SELECT is_empty('SELECT * FROM core.ledger_differences', 'so nothing is kept');

-- What is found, what a rebuild changes, and what is left after it; the corruption is undone.
CREATE FUNCTION pg_temp.mended(statement text, OUT seen text, OUT changed text, OUT remaining text)
LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE statement;
    SET LOCAL session_replication_role = origin;
    UPDATE core.ledger_rounds SET wallet_id = '00000000-0000-0000-0000-000000000000';
    SELECT r.rules INTO seen FROM api.ledger_reconcile(100) AS r;
    changed := (SELECT string_agg(split_part(c.key, ' ', 1), ' ' ORDER BY c.key)
                FROM jsonb_object_keys(core.wallet_rebuild('00000002-0000-7000-8000-000000000001')) AS c (key));
    SELECT string_agg(DISTINCT v.rule, ', ') INTO remaining FROM core.ledger_violations() AS v;
    RAISE SQLSTATE 'LGH00' USING MESSAGE = concat_ws('|', coalesce(seen, '-'), coalesce(changed, '-'),
                                                     coalesce(remaining, '-'));
EXCEPTION WHEN SQLSTATE 'LGH00' THEN
    seen := split_part(SQLERRM, '|', 1);
    changed := split_part(SQLERRM, '|', 2);
    remaining := split_part(SQLERRM, '|', 3);
END
$$;
ALTER TABLE core.lots DROP CONSTRAINT lots_check;
CREATE TEMP TABLE corruption (statement, rules, fields) AS VALUES
    ('UPDATE core.wallets SET available = available + 1 WHERE member_id = %1$L', 'balance, lots of wallet', 'available'),
    ('UPDATE core.wallets SET held = held - 1 WHERE member_id = %1$L', 'balance, held', 'held'),
    ('UPDATE core.wallets SET pending = 1 WHERE member_id = %1$L', 'balance', 'pending'),
    ('UPDATE core.wallets SET debt = 7 WHERE member_id = %1$L', 'balance', 'debt'),
    ('UPDATE core.wallets SET version = version + 1 WHERE member_id = %1$L', 'line', 'version'),
    ('UPDATE core.wallets SET next_expiry = ''infinity'' WHERE member_id = %1$L', 'next expiry', 'next_expiry'),
    ('UPDATE core.lots SET remaining = remaining - 1 WHERE member_id = %1$L AND remaining > 0',
     'lot, lots of wallet', 'lot'),
    ('UPDATE core.wallets SET available = 0, held = 0, version = 1 WHERE member_id = %1$L',
     'balance, held, line, lots of wallet', 'available held version');
SELECT is((pg_temp.mended(format(statement, :member))).seen, rules, 'found: ' || statement) FROM corruption;
SELECT is((pg_temp.mended(format(statement, :member))).changed, fields, 'rebuilt: ' || statement) FROM corruption;
SELECT is((pg_temp.mended(format(statement, :member))).remaining, '-', 'mended: ' || statement) FROM corruption;

-- What is no cache is found, and not mended
SELECT is((pg_temp.mended(statement)).seen, rules, 'found: ' || statement) FROM (VALUES
    ('UPDATE core.holds SET points = points - 1', 'held'),
    ('UPDATE core.budgets SET spent = 1', 'budget'),
    ('UPDATE core.entries SET balance_after = balance_after + 1 WHERE account = ''held''', 'chain')
) AS t (statement, rules);

-- Budgets go on from their checkpoint, of which nothing is read again; what is too young stays ahead
SELECT core.budget_move(:'budget', 'committed', :ref2, 0, 7, 0, NULL, NULL),
       core.budget_move(:'budget', 'spent', :ref2, 0, -7, 7, NULL, NULL) \g /dev/null
SELECT is(core.budgets_read(ARRAY[:'budget']::uuid[], 100, now() - interval '1 minute'), ARRAY[:'budget']::uuid[],
    'nothing is settled, and all of it can be compared');
SELECT is_empty('SELECT * FROM core.budget_checkpoints', 'so no sums are kept');
SELECT is(core.budgets_read(ARRAY[:'budget']::uuid[], 2, now() + interval '1 hour'), '{}'::uuid[],
    'two of three, and perhaps more');
SELECT is((SELECT row(c.total, c.committed, c.spent) FROM core.budget_checkpoints AS c), row(100::bigint, 7::bigint, 0::bigint),
    'the sums of two');
SELECT is_empty(format('SELECT * FROM core.budget_differences(ARRAY[%L]::uuid[])', :'budget'), 'and the third is added');
SELECT is(core.budgets_read(ARRAY[:'budget']::uuid[], 2, now() + interval '1 hour'), ARRAY[:'budget']::uuid[],
    'one was left');
SAVEPOINT corrupt;
UPDATE core.budgets SET spent = spent + 1 WHERE id = :'budget';
SELECT is((api.ledger_reconcile(100)).rules, 'budget', 'what differs from the sums is found');
ROLLBACK TO corrupt;
UPDATE core.budget_checkpoints SET spent = spent + 1;
SELECT is((api.ledger_reconcile(100)).rules, 'budget', 'and sums that are wrong themselves');
SELECT is_empty('SELECT * FROM core.budget_differences(NULL)', 'which a check of everything does not use');
ROLLBACK TO corrupt;
SELECT ok(core.uuid7_floor(clock_timestamp()) < core.uuid7() AND core.uuid7() < core.uuid7_floor(clock_timestamp() +
    interval '1 millisecond'), 'ids of a moment lie between two floors');

-- A difference stays while it is there, is found once, and is resolved when it is gone
UPDATE core.wallets SET debt = 5 WHERE member_id = :member;
SELECT is((SELECT row(rules, differences) FROM api.ledger_reconcile(100)), row('balance'::text, 1::bigint), 'new');
SELECT is((SELECT row(rules, differences) FROM api.ledger_reconcile(100)), row('balance'::text, 1::bigint), 'still');
SELECT is((SELECT concat_ws(' ', subject_kind, subject_id, rule, resolved_at) FROM core.ledger_differences),
    'wallet ' || :member || ' balance', 'one row');
SELECT is((SELECT row(outcome, lines) FROM api.ledger_rebuild('10000001', '核对', NULL)),
    row('ok'::text, 'debt: 5 -> 0'::text), 'an operator rebuilds the wallet');
SELECT is((SELECT resolved_at FROM core.ledger_differences), now(), 'and the difference is resolved at once');
SELECT is((SELECT concat_ws(' ', object_id, changes, reason) FROM core.audit_entries WHERE action = 'ledger_rebuild'),
    :member || ' {"debt": [5, 0]} 核对', 'it stands in the audit');
SELECT is((SELECT row(outcome, lines) FROM api.ledger_rebuild('10000001', '再来', NULL)),
    row('ok'::text, NULL::text), 'nothing to change is no change');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'ledger_rebuild'), 1::bigint, 'nor in the audit');
SELECT is((SELECT outcome FROM api.ledger_rebuild(no, 'x', NULL)), 'member_not_found', no)
FROM unnest(ARRAY['99999999', '', 'x', '1e3']) AS no;
SET LOCAL session_replication_role = replica;
UPDATE core.entries SET delta = delta - 1 WHERE account = 'available' AND member_id = :member AND delta < 0;
SET LOCAL session_replication_role = origin;
SELECT is((SELECT outcome FROM api.ledger_rebuild('10000001', 'x', NULL)), 'ledger_unsound',
    'entries that do not sum to zero are nothing to rebuild from');
SELECT isnt((SELECT violations FROM api.ledger_check(3)), 0::bigint, 'the check says so');
SELECT is((SELECT array_agg('core.' || part || '()' ORDER BY ord) FROM unnest(core.ledger_parts())
           WITH ORDINALITY AS p (part, ord)),
    (SELECT array_agg(m[1]) FROM regexp_matches(pg_get_functiondef('core.ledger_violations()'::regprocedure),
        'FROM (core\.[a-z_]+_violations\(\))', 'g') AS m), 'the parts are the whole');
SELECT * FROM finish();
ROLLBACK;
