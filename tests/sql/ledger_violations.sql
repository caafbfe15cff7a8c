-- core.ledger_violations finds what it is there to find: each corruption is planted behind the
-- triggers' back, seen, and taken back.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
SELECT plan(37);

SELECT core.points_spend(ARRAY[:member], ARRAY[310], 'lottery_draw', ARRAY[:ref1]::uuid[]);
SELECT core.points_hold(ARRAY[:member], ARRAY[100], ARRAY[:order1]::uuid[], ARRAY[now()]);
SELECT core.points_hold(ARRAY[:member], ARRAY[50], ARRAY[:order2]::uuid[], ARRAY[now()]);
SELECT core.points_capture(:order2);
SELECT core.points_hold(ARRAY[:member], ARRAY[10], ARRAY[:order3]::uuid[], ARRAY[now()]);
SELECT core.points_release(:order3);
INSERT INTO core.api_keys (id, merchant_id, name, mode, scopes, hash, display, created_by)
VALUES (:ref6, '00000004-0000-7000-8000-000000000001', '收银', 'live', '{points:hold}',
        sha256('x'), 'lgh_live_abc…wxyz', :nobody);
SELECT (core.hold_place('00000004-0000-7000-8000-000000000001', :ref6, :member, 20, 'POS-1',
                        now() + interval '1 hour', NULL)).id AS hold \gset
SELECT core.points_capture(:'hold', 15);
SELECT core.hold_refund(core.hold_of('00000004-0000-7000-8000-000000000001', 'live', :'hold'), 5, 'R-1', :ref6);
SELECT core.budget_open('00000001-0000-7000-8000-000000000002', 2026, '送清凉', 'welfare', 'union_dues',
    'points', 100, NULL, NULL) AS budget \gset
SELECT core.budget_move(:'budget', 'spent', :ref3, 0, 0, 5, NULL, '慰问');
INSERT INTO core.grants (id, admin_id, member_id, points, reason, budget_id, expires_at, idempotency_key)
VALUES (:ref3, '00000003-0000-7000-8000-000000000001', :other, 5, '慰问', :'budget', now() + interval '1 day', 'k');
SELECT core.points_credit(ARRAY[:other], ARRAY[5], 'grant', ARRAY[:ref3]::uuid[],
    ARRAY[now() + interval '1 day']);
SELECT pg_temp.owe(:other, 3);
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'a whole ledger');

-- Which rules complain after a statement; the statement is undone.
CREATE FUNCTION pg_temp.planted(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE statement;
    SET LOCAL session_replication_role = origin;
    SELECT string_agg(DISTINCT rule, ', ' ORDER BY rule) INTO found FROM core.ledger_violations();
    RAISE SQLSTATE 'LGH00' USING MESSAGE = coalesce(found, 'nothing');
EXCEPTION WHEN SQLSTATE 'LGH00' THEN
    RETURN SQLERRM;
END
$$;
ALTER TABLE core.wallets DROP CONSTRAINT wallets_debt_check;
ALTER TABLE core.lots DROP CONSTRAINT lots_check;
ALTER TABLE core.budgets DROP CONSTRAINT budgets_covered;
ALTER TABLE core.holds DROP CONSTRAINT holds_captured_check;
SELECT ok(', ' || pg_temp.planted(statement) || ',' LIKE '%, ' || expected || ',%',
    format('%s: %s (%s)', expected, statement, pg_temp.planted(statement)))
FROM (VALUES
    ('balance', 'UPDATE core.wallets SET available = available + 1 WHERE available > 0'),
    ('balance', 'UPDATE core.wallets SET pending = 1'),
    ('balance', 'UPDATE core.wallets SET debt = 0'),
    ('negative', 'UPDATE core.wallets SET debt = -1'),
    ('chain', 'UPDATE core.entries SET balance_after = balance_after + 1 WHERE balance_after > 0'),
    ('line', 'UPDATE core.wallets SET version = version + 1 WHERE available > 0'),
    ('double entry', 'DELETE FROM core.entries WHERE account = ''lottery'''),
    ('double entry', 'DELETE FROM core.entries WHERE journal_id = (SELECT min(id::text)::uuid FROM core.journals)'),
    ('double entry', 'DELETE FROM core.journals WHERE kind = ''clawback_debt'''),
    ('double entry', 'UPDATE core.entries SET delta = delta * 2 WHERE account = ''union'''),
    ('grand total', 'UPDATE core.entries SET delta = delta * 2 WHERE account = ''union'''),
    ('house account', 'UPDATE core.entries SET account = ''expired'' WHERE account = ''lottery'''),
    ('lot', 'UPDATE core.lots SET remaining = remaining - 1 WHERE remaining > 0'),
    ('lot', 'DELETE FROM core.allocations WHERE points > 0'),
    ('lots of wallet', 'UPDATE core.lots SET remaining = remaining - 1 WHERE remaining > 0'),
    ('lots of journal', 'UPDATE core.allocations SET points = points + 1'),
    ('next expiry', 'UPDATE core.wallets SET next_expiry = ''infinity'''),
    ('expiry', 'UPDATE core.lots SET expires_at = now() - interval ''1 day'''),
    ('owner', format('UPDATE core.lots SET member_id = %L', :suspended)),
    ('held', 'UPDATE core.holds SET points = points + 1'),
    ('hold', 'UPDATE core.holds SET state = ''open'', settled_at = NULL'),
    ('hold', 'UPDATE core.holds SET state = ''captured'', settled_at = now()'),
    ('hold', 'UPDATE core.holds SET captured = captured + 1 WHERE kind = ''merchant'''),
    ('hold', 'UPDATE core.holds SET state = ''open'', captured = 0, refunded = 0, settled_at = NULL WHERE kind = ''merchant'''),
    ('hold', 'DELETE FROM core.hold_refunds; DELETE FROM core.holds WHERE kind = ''merchant'''),
    ('hold refund', 'UPDATE core.holds SET refunded = refunded + 1 WHERE kind = ''merchant'''),
    ('hold refund', 'UPDATE core.hold_refunds SET points = points - 1'),
    ('hold refund', 'DELETE FROM core.hold_refunds'),
    ('grant', 'UPDATE core.grants SET points = points + 1'),
    ('budget', 'UPDATE core.budgets SET spent = spent + 1'),
    ('budget', 'UPDATE core.budgets SET committed = 1'),
    ('budget', 'DELETE FROM core.budget_movements'),
    ('budget_grant', 'UPDATE core.budget_movements SET reference_id = core.uuid7() WHERE kind = ''spent'''),
    ('budget_grant', 'UPDATE core.grants SET budget_id = NULL'),
    ('reversal', format('INSERT INTO core.grant_reversals VALUES (%L, %L, ''x'', 0, 5, 0)', :ref3,
        '00000003-0000-7000-8000-000000000001'))
) AS t (expected, statement);

-- A lot that would have been first, and was passed over
SELECT core.points_credit(ARRAY[:member], ARRAY[7], 'grant', ARRAY[:ref4]::uuid[],
    ARRAY[now() + interval '1 day']) \g /dev/null
SELECT core.points_spend(ARRAY[:member], ARRAY[7], 'lottery_draw', ARRAY[:ref5]::uuid[]) \g /dev/null
SELECT is(pg_temp.planted(format($$
    WITH lot AS (SELECT id FROM core.lots WHERE member_id = %1$L ORDER BY expires_at LIMIT 1),
    later AS (SELECT id FROM core.lots WHERE member_id = %1$L AND remaining > 7 LIMIT 1),
    moved AS (UPDATE core.allocations SET lot_id = (SELECT id FROM later)
              WHERE lot_id = (SELECT id FROM lot))
    UPDATE core.lots SET remaining = remaining + CASE WHEN id = (SELECT id FROM lot) THEN 7 ELSE -7 END
    WHERE id IN (SELECT id FROM lot UNION SELECT id FROM later)$$, :member)),
    'first expiring first', 'an earlier lot was passed over');
SELECT * FROM finish();
ROLLBACK;
