-- core.invariant_violations finds a corruption of each of the thirteen invariants, planted behind the triggers'
-- back and taken back; api.invariants_check asks in turn and rings when a second look still finds it.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
DROP FUNCTION pg_temp.wallet(uuid); -- orders.psql has another one
\ir fixture/orders.psql
SELECT plan(43);

SELECT pg_temp.lottery(1, 10, 9, 5, '葡萄 3 2, 草莓 2 3') AS lottery, pg_temp.lottery(2, 0, 3, 0, '米 1 1') AS sure \gset
SELECT pg_temp.draw(:'lottery', :member), pg_temp.draw(:'lottery', :member), pg_temp.draw(:'sure', :member) \g /dev/null
SELECT (body ->> 'id')::uuid AS paid FROM pg_temp.place(
    :member, jsonb_build_array(pg_temp.item(:'ticket', 1)), 100, 'key-paid-00000001') \gset
SELECT (body ->> 'id')::uuid AS unpaid FROM pg_temp.place(
    :member, jsonb_build_array(pg_temp.item(:'three_pounds', 1)), 10, 'key-unpaid-000001') \gset
INSERT INTO core.stations (name, address, district_code, location)
VALUES ('s', 'x', '320706', 'SRID=4326;POINT(119.3 34.6)');
SELECT api.audit_seal(1000) \g /dev/null
SELECT is_empty('SELECT * FROM core.invariant_violations()', 'all is as it must be');
SELECT is((SELECT string_agg(DISTINCT p.invariant, ' ' ORDER BY p.invariant) FROM core.invariant_parts() AS p),
    'I1 I10 I11 I12 I13 I2 I3 I4 I5 I6 I7 I8 I9', 'all thirteen are watched over');
SELECT is_empty($$
    SELECT p.proname FROM pg_proc AS p
    WHERE p.pronamespace = 'core'::regnamespace AND p.proname LIKE '%\_violations'
        AND p.prosrc !~ '_violations\(' AND p.proname <> 'invariant_violations'
        AND p.proname NOT IN (SELECT i.part FROM core.invariant_parts() AS i)
        AND p.proname NOT IN ('ledger_fen_violations', 'ledger_hold_violations')$$, -- parts of parts
    'no function that finds something is left out');

-- Which invariants complain after a statement; the statement is undone.
CREATE FUNCTION pg_temp.planted(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE statement;
    SET LOCAL session_replication_role = origin;
    SELECT string_agg(DISTINCT invariant, ' ' ORDER BY invariant) INTO found FROM core.invariant_violations();
    RAISE SQLSTATE 'LGH00' USING MESSAGE = coalesce(found, 'nothing');
EXCEPTION WHEN SQLSTATE 'LGH00' THEN
    RETURN SQLERRM;
END
$$;
DO $$ -- the tables' own checks would refuse most of it; none of a table that other tests wait for
DECLARE
    guard record;
BEGIN
    FOR guard IN SELECT c.conrelid::regclass AS place, c.conname FROM pg_constraint AS c
                 WHERE c.conrelid IN ('core.wallets'::regclass, 'core.lots'::regclass, 'core.skus'::regclass,
                                      'core.holds'::regclass, 'core.orders'::regclass,
                                      'core.order_items'::regclass, 'core.draws'::regclass)
                     AND (c.contype = 'c' OR c.conname = 'draws_member_id_idempotency_key_key') LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', guard.place, guard.conname);
    END LOOP;
END
$$;
CREATE TEMP TABLE corruptions AS
SELECT row_number() OVER () AS nth, t.* FROM (VALUES
    ('I1', 'UPDATE core.wallets SET available = available + 1'),
    ('I1', 'UPDATE core.wallets SET version = version + 1 WHERE available > 0'),
    ('I2', 'UPDATE core.entries SET delta = delta * 2 WHERE account = ''lottery'''),
    ('I2', 'DELETE FROM core.entries WHERE account = ''lottery'''),
    ('I3', 'UPDATE core.wallets SET debt = -1'),
    ('I4', 'UPDATE core.lots SET remaining = remaining - 1 WHERE remaining > 0'),
    ('I4', 'UPDATE core.lots SET expires_at = now() - interval ''1 day'''),
    ('I5', 'UPDATE core.prizes SET remaining = remaining + 1 WHERE stock > remaining'),
    ('I5', 'DELETE FROM core.awards'),
    ('I6', 'UPDATE core.skus SET sold = sold - 1 WHERE sold > 0'),
    ('I6', 'UPDATE core.orders SET expires_at = now() - interval ''1 hour'' WHERE status = ''pending_payment'''),
    ('I7', 'UPDATE core.order_items SET points = points + 1'),
    ('I7', 'UPDATE core.holds SET points = points + 1 WHERE kind = ''order'''),
    ('I8', 'UPDATE core.orders SET status = ''completed'' WHERE status = ''paid'''),
    ('I8', 'DELETE FROM core.order_events WHERE to_status = ''paid'''),
    ('I9', 'INSERT INTO core.draws SELECT core.uuid7(), d.lottery_id, d.ticket + 100, d.member_id, d.client_nonce,
        d.number, d.prize_id, d.cost_points, d.idempotency_key, d.created_at FROM core.draws AS d'),
    ('I9', 'UPDATE core.idempotency_keys SET body = json_build_object(''id'', core.uuid7())'),
    ('I10', 'DELETE FROM core.outbox'),
    ('I10', 'INSERT INTO core.outbox (merchant_id, mode, kind, object_id, data)
        SELECT o.merchant_id, o.mode, o.kind, o.object_id, o.data FROM core.outbox AS o'),
    ('I10', 'UPDATE core.outbox SET created_at = now() - interval ''1 hour'''),
    ('I11', 'UPDATE core.audit_entries SET reason = ''because'''),
    ('I11', 'DELETE FROM core.audit_blocks'),
    ('I12', 'DELETE FROM core.draws'),
    ('I12', 'DELETE FROM core.orders'),
    ('I13', 'DELETE FROM core.station_pins WHERE lng = 119.3'),
    ('I13', 'UPDATE core.stations SET status = ''closed'' WHERE grid_lng = 119.3'),
    ('I13', 'UPDATE core.stations SET location = ''SRID=4326;POINT(119.3 34.6001)'' WHERE grid_lng = 119.3'),
    ('I13', 'UPDATE core.station_pins SET plane = core.plane_of(119.3, 34.6001) WHERE lng = 119.3'),
    ('I13', 'UPDATE core.stations SET facilities = ''{water}'' WHERE grid_lng = 119.3'),
    ('I13', 'UPDATE core.stations SET exceptional = ''{[0,2)}'' WHERE grid_lng = 119.3')
) AS t (expected, statement);
SELECT ok(pg_temp.planted(c.statement) ~ ('\m' || c.expected || '\M'),
    format('%s: %s (%s)', c.expected, c.statement, pg_temp.planted(c.statement)))
FROM corruptions AS c ORDER BY c.nth;

-- The watch: every part comes up once, then none is due
SELECT count(*) AS parts FROM core.invariant_parts() \gset
CREATE FUNCTION pg_temp.round() RETURNS text LANGUAGE plpgsql AS $$ -- the alarms of a whole round
DECLARE
    rung text;
    alarms text[] := '{}';
BEGIN
    FOR turn IN 1..(SELECT count(*) FROM core.invariant_parts()) LOOP
        SELECT c.alarm INTO rung FROM api.invariants_check(1000000) AS c;
        alarms := CASE WHEN rung IS NULL THEN alarms ELSE alarms || rung END;
    END LOOP;
    RETURN (SELECT coalesce(string_agg(a, ' | ' ORDER BY a), '') FROM unnest(alarms) AS a);
END
$$;
SELECT is(pg_temp.round(), '', 'a round without an alarm');
SELECT is((SELECT count(*) FROM core.invariant_checks WHERE next_at > now()), :parts::bigint, 'each was asked once');
SELECT is((SELECT (counts, alarm)::text FROM api.invariants_check(1000000)),
    ('{0,0,0,0,0,0,0,0,0,0,0,0,0}'::bigint[], NULL::text)::text, 'nothing is due, and nothing was found');
SELECT ok((SELECT bool_and(next_at BETWEEN now() + interval '1 minute' AND now() + interval '1 hour')
           FROM core.invariant_checks), 'all of them come again');
SET LOCAL session_replication_role = replica;
UPDATE core.wallets SET available = available + 1 WHERE member_id = :member;
SET LOCAL session_replication_role = origin;
UPDATE core.invariant_checks SET next_at = now();
SELECT is(pg_temp.round(), '', 'a first look is not believed');
SELECT is((SELECT string_agg(part, ' ' ORDER BY part) FROM core.invariant_checks WHERE found > 0),
    'ledger_balance_violations ledger_lot_violations', 'but kept');
UPDATE core.invariant_checks SET next_at = now() WHERE found > 0;
SELECT is(pg_temp.round(), 'balance | lots of wallet', 'the second one rings');
SELECT is((SELECT counts[1:4] FROM api.invariants_check(1000000)), '{1,0,0,1}'::bigint[], 'and counts');
UPDATE core.invariant_checks SET next_at = now();
SELECT api.invariants_check(-2) \g /dev/null
SELECT is((SELECT count(*) FROM core.invariant_checks WHERE next_at <= now()), :parts::bigint,
    'nothing is asked above the limit');
SELECT ok((SELECT details[1] LIKE 'balance: wallet %' FROM core.invariant_checks
           WHERE part = 'ledger_balance_violations'), 'whose it is stands in the table');
SELECT * FROM finish();
ROLLBACK;
