-- The gateway's daily bills: which are fetched when, and what differs; days are Shanghai's.
BEGIN;
\ir fixture/town.psql
\ir fixture/orders.psql
SELECT plan(9);
\set day '2020-03-10'

CREATE FUNCTION pg_temp.bought(paid_at timestamptz) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    made CONSTANT uuid := (pg_temp.place('00000002-0000-7000-8000-000000000001', jsonb_build_array(pg_temp.item('00000006-0000-7000-8000-000000000003', 1)), 0)).body ->> 'id';
BEGIN
    PERFORM pg_temp.paid_in_money(made);
    UPDATE core.payments AS p SET paid_at = bought.paid_at WHERE p.order_id = made;
    RETURN (SELECT p.id FROM core.payments AS p WHERE p.order_id = made);
END
$$;
CREATE FUNCTION pg_temp.given_back(paid uuid, number text, fen bigint, at timestamptz) RETURNS void LANGUAGE sql AS $$
    INSERT INTO core.payment_refunds (payment_id, out_refund_no, amount_fen, reason, reference_id, status, accepted_at, ended_at)
    VALUES (paid, number, fen, 'x', core.uuid7(), 'success', at, at)
$$;
CREATE FUNCTION pg_temp.number(paid uuid) RETURNS text LANGUAGE sql RETURN (SELECT p.out_trade_no FROM core.payments AS p WHERE p.id = paid);
SELECT pg_temp.bought('2020-03-10 12:00+08') AS agreed, pg_temp.bought('2020-03-10 00:30+08') AS early, pg_temp.bought('2020-03-11 00:30+08') AS late \gset
SELECT amount_fen AS fen FROM core.payments WHERE id = :'agreed' \gset
SELECT pg_temp.given_back(:'agreed', 'DIFFERS1', 5, '2020-03-10 13:00+08'), pg_temp.given_back(:'agreed', 'MISSING1', 6, '2020-03-09 23:30+08'),
    pg_temp.given_back(:'agreed', 'WAITING1', 7, '2020-03-10 00:30+08') \g /dev/null

INSERT INTO core.payment_bills (day, due_at) VALUES (:'day', now());
SELECT is((SELECT day FROM api.payment_bill_take()), NULL, 'a bill of years ago is not to be had');
SELECT is((SELECT outcome FROM api.payment_bill_put(:'day', repeat('a', 40), jsonb_build_array(
    jsonb_build_array(pg_temp.number(:'agreed'), '', :fen), jsonb_build_array(pg_temp.number(:'agreed'), 'DIFFERS1', 4)))), 'ok', 'a bill');
SELECT is((SELECT string_agg(concat_ws(' ', c.kind, CASE WHEN c.out_refund_no = '' THEN (c.out_trade_no = pg_temp.number(:'early'))::text ELSE c.out_refund_no END,
        c.ours_fen, c.theirs_fen), ', ' ORDER BY c.kind) FROM core.payment_cases AS c),
    format('payment_missing true %s, refund_differs DIFFERS1 5 4, refund_missing MISSING1 6', :fen), 'what differs, by days of Shanghai');
SELECT is((SELECT concat_ws(' ', lines, paid_fen, refunded_fen, checked_at IS NOT NULL) FROM core.payment_bills WHERE day = :'day'), format('2 %s 4 t', :fen), 'and its sums');
SELECT outcome FROM api.payment_bill_put(:'day', repeat('b', 40), '[["STRANGE1", "", 1]]') \g /dev/null
SELECT is((SELECT lines FROM core.payment_bills WHERE day = :'day'), 2::bigint, 'another process''s answer comes too late');
SELECT is((SELECT count(*) FROM core.payment_cases), 3::bigint, 'and is not compared');

-- Which days
SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date - 4 AS first, ((now() - interval '10 hours 15 minutes') AT TIME ZONE 'Asia/Shanghai')::date - 1 AS last \gset
UPDATE core.payments SET created_at = :'first'::date::timestamp AT TIME ZONE 'Asia/Shanghai' WHERE id = :'agreed';
SELECT is(ARRAY[(SELECT day FROM api.payment_bill_take()), (SELECT day FROM api.payment_bill_take())], ARRAY[:'first', (:'first'::date + 1)::text],
    'from the day of the first payment on, each once');
SELECT is((SELECT concat_ws(' ', min(day), max(day), count(*)) FROM core.payment_bills WHERE day > :'day'), concat_ws(' ', :'first', :'last', :'last'::date - :'first'::date + 1),
    'to the last one that is made');
UPDATE core.payment_bills SET due_at = now() WHERE day = :'first';
SELECT day AS again FROM api.payment_bill_take() \gset
SELECT is((SELECT concat_ws(' ', b.day, b.due_at - now(), b.tries) FROM core.payment_bills AS b WHERE b.day = :'again'), :'first' || ' 00:20:00 2', 'again, later and later');
SELECT * FROM finish();
ROLLBACK;
