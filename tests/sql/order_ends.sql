-- order_cancel, orders_expire, the order states, and the rules that watch over them.
BEGIN;
\ir fixture/town.psql
\ir fixture/orders.psql
SELECT plan(47);

CREATE TEMP TABLE made (name text PRIMARY KEY, id uuid);
CREATE FUNCTION pg_temp.make(name text, caller uuid, items jsonb, points bigint) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO made SELECT name, (body ->> 'id')::uuid FROM pg_temp.place(caller, items, points)
$$;
CREATE FUNCTION pg_temp.made(name text) RETURNS uuid LANGUAGE sql
    RETURN (SELECT m.id FROM made AS m WHERE m.name = made.name);
CREATE FUNCTION pg_temp.status(name text) RETURNS text LANGUAGE sql
    RETURN (SELECT o.status FROM core.orders AS o WHERE o.id = pg_temp.made(name));
CREATE FUNCTION pg_temp.lots(member uuid) RETURNS bigint[] LANGUAGE sql
    RETURN ARRAY(SELECT remaining FROM core.lots WHERE member_id = member ORDER BY expires_at, id);

SELECT pg_temp.make('waiting', :member, jsonb_build_array(
           pg_temp.item(:'three_pounds', 2), pg_temp.item(:'five_pounds', 1)), 350),
       pg_temp.make('paid', :member, jsonb_build_array(pg_temp.item(:'three_pounds', 1)), 399),
       pg_temp.make('others', :other, jsonb_build_array(pg_temp.item(:'three_pounds', 1)), 50),
       pg_temp.make('cash', :other, jsonb_build_array(pg_temp.item(:'rice', 1)), 0) \g /dev/null
SELECT is(pg_temp.wallet(:member), '251 350', 'points are bound');
SELECT is(pg_temp.lots(:member), '{0,251}', 'from the lots that expire first');
SELECT is(pg_temp.stock(:'three_pounds'), '6 3 1', 'and pieces');

-- Cancelling
SELECT is((pg_temp.cancel(:other, pg_temp.made('waiting'))).outcome, 'order_not_found',
          'nobody cancels another one''s order');
SELECT is((pg_temp.cancel(:member, :nobody)).outcome, 'order_not_found', 'nor one that is not');
CREATE TEMP TABLE cancelled AS
SELECT * FROM pg_temp.cancel(:member, pg_temp.made('waiting'), 'key-cancel-000001');
SELECT is(format('%s %s %s %s', outcome, body ->> 'status', body ->> 'expires_at',
                 (body ->> 'cancelled_at')::timestamptz = now()), 'ok cancelled  t',
          'an unpaid order is cancelled') FROM cancelled;
SELECT is(pg_temp.wallet(:member), '601 0', 'its points are back');
SELECT is(pg_temp.lots(:member), '{300,301}', 'in the lots they came from');
SELECT is(pg_temp.stock(:'three_pounds') || ', ' || pg_temp.stock(:'five_pounds'), '8 1 1, 5 0 0',
          'its pieces too');
SELECT is(r.outcome || (r.body::text = cancelled.body::text) || (r.replay_of IS NOT NULL),
          'oktruetrue', 'the same key answers the same bytes')
FROM cancelled, LATERAL pg_temp.cancel(:member, pg_temp.made('waiting'), 'key-cancel-000001') AS r;
SELECT is((pg_temp.cancel(:member, pg_temp.made('waiting'))).outcome, 'order_not_cancellable',
          'another key does not cancel it again');
SELECT is((pg_temp.cancel(:member, pg_temp.made('paid'))).body ->> 'status', 'cancelled',
          'a paid order is cancelled');
SELECT is(pg_temp.wallet(:member) || pg_temp.lots(:member)::text, '1000 0{300,700}',
          'what was spent is back in its lots');
SELECT is(pg_temp.stock(:'three_pounds'), '9 1 0', 'what was sold is back on the shelf');

-- Expiring
SELECT is((SELECT row(outcome, body ->> 'expired')::text FROM api.orders_expire(10)), '(ok,0)',
          'nothing is due');
UPDATE core.orders SET expires_at = now() WHERE status = 'pending_payment';
SELECT is((SELECT body ->> 'expired' FROM api.orders_expire(1)), '1', 'at most a batch');
SELECT is((SELECT body ->> 'expired' FROM api.orders_expire(10)), '1', 'then the rest');
SELECT is((SELECT body ->> 'expired' FROM api.orders_expire(10)), '0', 'each once');
SELECT is(pg_temp.status('others') || pg_temp.status('cash'), 'expiredexpired', 'they are expired');
SELECT is(pg_temp.wallet(:other), '50 0', 'points are back');
SELECT is(pg_temp.stock(:'three_pounds') || ', ' || pg_temp.stock(:'rice'), '10 0 0, 100 0 0',
          'pieces too');
SELECT is((pg_temp.cancel(:other, pg_temp.made('others'))).outcome, 'order_not_cancellable',
          'an expired order is not cancelled');
SELECT is((SELECT (body ->> 'status') || coalesce(body ->> 'expires_at', ' no deadline')
           FROM api.order_get(:other, pg_temp.made('others'))), 'expired no deadline',
          'its owner sees that');

-- Several orders of several members over the same SKUs in one batch
SELECT pg_temp.make('a', :member, jsonb_build_array(pg_temp.item(:'rice', 2), pg_temp.item(:'three_pounds', 1)), 100),
       pg_temp.make('b', :member, jsonb_build_array(pg_temp.item(:'rice', 3)), 200),
       pg_temp.make('c', :other, jsonb_build_array(pg_temp.item(:'three_pounds', 2)), 10) \g /dev/null
SELECT is(pg_temp.stock(:'rice') || ', ' || pg_temp.wallet(:member), '95 5 0, 700 300', 'three orders');
UPDATE core.orders SET expires_at = now() WHERE status = 'pending_payment';
SELECT is((SELECT body ->> 'expired' FROM api.orders_expire(10)), '3', 'expire together');
SELECT is(pg_temp.stock(:'rice') || ', ' || pg_temp.stock(:'three_pounds') || ', '
          || pg_temp.wallet(:member) || ', ' || pg_temp.wallet(:other),
          '100 0 0, 10 0 0, 1000 0, 50 0', 'and everything is back');

-- States
SELECT set_eq('SELECT from_status, to_status FROM core.order_events JOIN made ON id = order_id WHERE name = ''paid''',
    $$VALUES ('new', 'paid'), ('paid', 'cancelled')$$, 'the moves are recorded');
SELECT throws_ok(format($$UPDATE core.orders SET status = 'paid', paid_at = now(), cancelled_at = NULL,
    expired_at = NULL WHERE id = %L$$, pg_temp.made(name)), '23514', NULL, 'no way back from ' || name)
FROM unnest(ARRAY['waiting', 'others']) AS name;
SELECT throws_ok(format($$UPDATE core.orders SET status = 'cancelled' WHERE id = %L$$, pg_temp.made('a')),
    '23514', NULL, 'a state has its time');
SELECT pg_temp.make('again', :member, jsonb_build_array(pg_temp.item(:'rice', 1)), 700),
       pg_temp.make('open', :member, jsonb_build_array(pg_temp.item(:'rice', 1)), 100) \g /dev/null
SELECT is_empty('SELECT * FROM core.order_violations()', 'no rule is broken');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'nor one of the ledger');

-- The watch sees every kind of damage
CREATE FUNCTION pg_temp.seen(damage text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    rules text;
BEGIN
    SET LOCAL session_replication_role = replica; -- damage passes triggers and foreign keys
    EXECUTE format(damage, pg_temp.made('again'), pg_temp.made('open'));
    SELECT string_agg(DISTINCT rule, ', ') INTO rules FROM core.order_violations();
    RAISE EXCEPTION USING ERRCODE = 'P0999', MESSAGE = coalesce(rules, 'nothing');
EXCEPTION WHEN SQLSTATE 'P0999' THEN
    RETURN SQLERRM;
END
$$;
ALTER TABLE core.skus DROP CONSTRAINT skus_check;
SELECT is(pg_temp.seen(damage), expected, expected || ' is seen')
FROM (VALUES
    ('UPDATE core.skus SET on_hand = on_hand - 1 WHERE name = ''十斤装''', 'I6 pieces'),
    ('UPDATE core.skus SET on_hand = on_hand + 1, reserved = reserved - 1 WHERE name = ''十斤装''', 'I6 reserved'),
    ('UPDATE core.skus SET on_hand = on_hand + 1, sold = sold - 1 WHERE name = ''十斤装''', 'I6 sold'),
    ('UPDATE core.orders SET expires_at = now() - interval ''61 s'' WHERE id = %2$L', 'I6 overdue'),
    ('UPDATE core.order_items SET price_fen = price_fen + 1, money_fen = money_fen + quantity WHERE order_id = %2$L', 'I7 lines'),
    ('UPDATE core.entries SET delta = delta - 1 FROM core.journals WHERE id = journal_id AND reference_id = %1$L
      AND account = ''available''', 'I7 points'),
    ('DELETE FROM core.entries USING core.journals WHERE id = journal_id AND reference_id = %1$L', 'I7 points'),
    ('UPDATE core.holds SET points = points + 1 WHERE id = %2$L', 'I7 hold'),
    ('UPDATE core.holds SET state = ''released'', settled_at = now() WHERE id = %2$L', 'I7 hold'),
    ('INSERT INTO core.holds (id, kind, member_id, points, expires_at) SELECT core.uuid7(), ''order'', member_id, 1, now()
      FROM core.wallets LIMIT 1', 'I7 hold'),
    ('DELETE FROM core.order_events WHERE order_id = %2$L', 'I8 state'),
    ('DELETE FROM core.order_events WHERE to_status = ''expired''', 'I8 state'),
    ('INSERT INTO core.order_events (order_id, from_status, to_status) VALUES (%1$L, ''pending_payment'', ''expired'')',
     'I8 state'),
    ('INSERT INTO core.order_events (order_id, from_status, to_status) VALUES (core.uuid7(), ''new'', ''paid'')',
     'I8 state'),
    ('SELECT', 'nothing')) AS t(damage, expected);

SELECT * FROM finish();
ROLLBACK;
