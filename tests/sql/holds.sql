-- Holds of merchants: parts that go back, lots that expired meanwhile, and the guards of the tables.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
SELECT plan(29);
\set garden '''00000004-0000-7000-8000-000000000001''::uuid'
INSERT INTO core.api_keys (id, merchant_id, name, mode, scopes, hash, display, created_by)
VALUES (:ref1, :garden, '收银', 'live', '{points:hold}', sha256('x'), 'lgh_live_abc…wxyz', :nobody);
\set key '''00000011-0000-7000-8000-000000000001''::uuid'

CREATE FUNCTION pg_temp.place(points bigint, reference text) RETURNS uuid LANGUAGE sql AS $$
    SELECT (core.hold_place('00000004-0000-7000-8000-000000000001', '00000011-0000-7000-8000-000000000001',
        '00000002-0000-7000-8000-000000000001', points, reference, now() + interval '1 hour', NULL)).id
$$;
CREATE FUNCTION pg_temp.refund(hold uuid, points bigint, reference text) RETURNS bigint LANGUAGE sql AS $$
    SELECT (core.hold_refund(core.hold_of('00000004-0000-7000-8000-000000000001', 'live', hold), points,
        reference, '00000011-0000-7000-8000-000000000001')).points
$$;

-- 300 (30 days) and 700 (a year): 400 of them held
SELECT pg_temp.place(400, 'A') AS a \gset
SELECT is(pg_temp.wallet(:member) || ' | ' || pg_temp.lots(:member), '600 400 0 0 | 0 600', 'held');
SELECT is(pg_temp.journal('hold', :'a'), 'available -400, held 400', 'between own accounts');
SELECT is(core.points_capture(:'a', 401), 0::bigint, 'more than there is: nothing');
SELECT is(core.points_capture(:'a', 0), 0::bigint, 'nothing: nothing');
SELECT is(core.points_capture(:'a', 250), 250::bigint, 'a part');
SELECT is(pg_temp.wallet(:member) || ' | ' || pg_temp.lots(:member), '750 0 0 0 | 50 700',
    'the rest went back, the last expiring first');
SELECT is(pg_temp.journal('hold_capture', :'a'), 'held -250, merchant 250', 'taken');
SELECT is(pg_temp.journal('hold_release', :'a'), 'available 150, held -150', 'given back');
SELECT is(core.points_release(:'a'), 0::bigint, 'captured is not released');
SELECT is(pg_temp.refund(:'a', 100, 'R1'), 100::bigint, 'a part comes back');
SELECT is(pg_temp.lots(:member), '150 700', 'where it came from');
SELECT is(pg_temp.refund(:'a', 150, 'R2'), 150::bigint, 'and the rest');
SELECT is(pg_temp.wallet(:member) || ' | ' || pg_temp.lots(:member), '1000 0 0 0 | 300 700', 'all as before');
SELECT throws_like(format('SELECT pg_temp.refund(%L, 1, ''R3'')', :'a'), '%holds_refunded_check%',
    'never more than was captured');
SELECT throws_ok(format('SELECT pg_temp.refund(%L, 1, ''R1'')', :'a'), '23505', NULL, 'each reference once');
SELECT is(pg_temp.place(1, 'A'), NULL, 'a reference holds once');
SELECT is(pg_temp.wallet(:member), '1000 0 0 0', 'and takes nothing then');

-- The lot of 300 expires while 400 are held: 350 captured, 50 go back to the other lot; of the refunds
-- the first still finds that, the second a lot of grace
SELECT pg_temp.place(400, 'B') AS b \gset
SELECT core.points_capture(:'b', 350) \g /dev/null
SELECT pg_temp.place(5, 'C') AS c \gset
SET LOCAL session_replication_role = replica;
UPDATE core.journals SET created_at = now() - interval '2 hours' WHERE kind LIKE 'hold%';
UPDATE core.lots SET expires_at = now() - interval '1 hour' WHERE member_id = :member AND granted = 300;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.refund(:'b', 60, 'R1'), 60::bigint, 'fifty live ones, ten expired ones');
SELECT is(pg_temp.lots(:member), '0 10 695', 'the ten live seven days more');
SELECT is((SELECT is_grace AND expires_at = now() + interval '7 days' FROM core.lots WHERE granted = 10),
    true, 'in a lot of grace');
SELECT is(core.points_release(:'c', 'expired'), 5::bigint, 'a deadline');
SELECT is(pg_temp.lots(:member), '0 10 700', 'where it came from');
SELECT is((SELECT array_agg(rule) FROM core.ledger_violations() WHERE rule <> 'expiry'), NULL,
    'the ledger is whole but for the times set back above');

-- The job: the longest overdue first, no more than it may
SELECT pg_temp.place(n, 'D' || n) FROM generate_series(1, 5) AS n \g /dev/null
UPDATE core.holds SET expires_at = now() - make_interval(mins => points::integer) WHERE state = 'open';
SELECT is((api.holds_expire(2)).body ->> 'expired', '2', 'at most two');
SELECT is((SELECT string_agg(state, ' ' ORDER BY reference) FROM core.holds WHERE reference LIKE 'D%'),
    'open open open expired expired', 'the longest overdue first');
SELECT is((api.holds_expire(200)).body ->> 'expired', '3', 'the rest');

-- What comes back to a lot of grace that has expired is gone at once: it repays no debt
SELECT core.points_credit(ARRAY[:fourth], ARRAY[10], 'grant', ARRAY[:ref8]::uuid[],
    ARRAY[now() + interval '1 hour']) \g /dev/null
UPDATE core.lots SET is_grace = true WHERE member_id = :fourth;
SELECT core.points_hold(ARRAY[:fourth], ARRAY[10], ARRAY[:order5]::uuid[], ARRAY[now()]) \g /dev/null
UPDATE core.lots SET expires_at = now() - interval '1 minute' WHERE member_id = :fourth;
SELECT pg_temp.owe(:fourth, 4) \g /dev/null
SELECT is(core.points_release(:order5), 10::bigint, 'given back');
SELECT is(pg_temp.wallet(:fourth), '0 0 0 4', 'expired, and the debt stays');
SELECT is((SELECT array_agg(rule) FROM core.ledger_violations() WHERE rule <> 'expiry'), NULL, 'the books agree');
SELECT * FROM finish();
ROLLBACK;
