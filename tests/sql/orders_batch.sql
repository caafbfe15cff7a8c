-- api.order_create for many at once: everybody is answered, in order, as if alone.
BEGIN;
\ir fixture/town.psql
\ir fixture/lotteries.psql
\ir fixture/orders.psql
SELECT plan(33);

CREATE FUNCTION pg_temp.told(answers text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    told text;
BEGIN
    EXECUTE format('SELECT string_agg(outcome || CASE WHEN replay_of IS NOT NULL THEN ''*'' ELSE '''' END, '' '' ORDER BY ord) FROM %I', answers) INTO told;
    RETURN told;
END
$$;

-- Ten boxes for five who ask at once
SELECT pg_temp.crowd(5, 2000) AS crowd \gset
CREATE TEMP TABLE rush AS
SELECT * FROM pg_temp.places(:'crowd', ARRAY(
    SELECT jsonb_build_array(pg_temp.item(:'three_pounds', n)) FROM unnest('{4,4,3,2,1}'::bigint[]) WITH ORDINALITY AS q (n, ord) ORDER BY ord),
    ARRAY[4 * 399, 0, 0, 798, 0]);
SELECT is(array_agg(ord), '{1,2,3,4,5}', 'one answer each, in order') FROM rush;
SELECT is(pg_temp.told('rush'), 'ok ok sold_out ok sold_out',
    'pieces go to who came first, and a smaller order still fits');
SELECT is(pg_temp.stock(:'three_pounds'), '0 4 6', 'every piece is sold or reserved');
SELECT is((SELECT string_agg(pg_temp.wallet(m), ', ' ORDER BY ord) FROM unnest(:'crowd'::uuid[]) WITH ORDINALITY AS c (m, ord)),
    '404 0, 2000 0, 2000 0, 1202 0, 2000 0', 'each paid for what they got');
SELECT is((SELECT string_agg(concat_ws(' ', body ->> 'status', body #>> '{items,0,quantity}'), ', ' ORDER BY ord) FROM rush WHERE outcome = 'ok'),
    'paid 4, pending_payment 4, paid 2', 'each is told their own order');
SELECT is((SELECT count(DISTINCT body ->> 'order_no') FROM rush), 3::bigint, 'with a number of its own');
SELECT is((SELECT count(*) FROM core.idempotency_keys), 5::bigint, 'every answer is stored');

-- Everything at once in one batch
UPDATE core.skus SET received = received + 3, on_hand = 3 WHERE id = :'three_pounds';
SELECT pg_temp.crowd(9, 1000) AS mixed, pg_temp.crowd(2, 3) AS poor \gset
SELECT pg_temp.place((:'mixed'::uuid[])[1], jsonb_build_array(pg_temp.item(:'rice', 1)), 0, 'k1') \g /dev/null
CREATE TEMP TABLE mix AS
SELECT * FROM pg_temp.places(
    (:'mixed'::uuid[])[1:4] || :'poor'::uuid[] || (:'mixed'::uuid[])[5:9] || :nobody,
    ARRAY[
        jsonb_build_array(pg_temp.item(:'rice', 1)),
        jsonb_build_array(pg_temp.item(:'rice', 2)),
        jsonb_build_array(pg_temp.item(:'three_pounds', 1), pg_temp.item(:nobody::text, 1)),
        jsonb_build_array(pg_temp.item(:'three_pounds', 2), pg_temp.item(:'rice', 1), pg_temp.item(:'three_pounds', 1), pg_temp.item(:'rice', 1)),
        jsonb_build_array(pg_temp.item(:'rice', 1)),
        jsonb_build_array(pg_temp.item(:'three_pounds', 1)),
        jsonb_build_array(pg_temp.item(:'ticket', 2), pg_temp.item(:'ticket_child', 1)),
        jsonb_build_array(pg_temp.item(:'ticket', 2)),
        jsonb_build_array(pg_temp.item(:'three_pounds', 1), pg_temp.item(:'rice', 90)),
        jsonb_build_array(pg_temp.item(:'rice', 1)),
        jsonb_build_array(pg_temp.item(:'closed_shop', 1)),
        jsonb_build_array(pg_temp.item(:'rice', 1))],
    ARRAY[0, 0, 0, 1000, 4, 4, 0, 200, 0, 701, 0, 0],
    ARRAY['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'k9', 'k10', 'k11', 'k12']);
SELECT is(pg_temp.told('mix'), 'ok* ok sku_not_found ok insufficient_points sold_out purchase_limit_reached '
    || 'ok sold_out points_exceed_price sku_not_found membership_required', 'replays, refusals and orders side by side');
SELECT is(pg_temp.stock(:'rice') || ', ' || pg_temp.stock(:'three_pounds') || ', ' || pg_temp.stock(:'ticket'),
    '95 5 0, 0 7 6, 48 0 2', 'who is refused takes nothing, not even of what there is');
SELECT is((SELECT string_agg(pg_temp.wallet(m), ', ' ORDER BY ord) FROM unnest((:'mixed'::uuid[])[1:5]) WITH ORDINALITY AS c (m, ord)),
    '1000 0, 1000 0, 1000 0, 0 1000, 1000 0', 'points are held for the order that waits');
SELECT is((SELECT jsonb_path_query_array(body::jsonb, '$.items[*].quantity') FROM mix WHERE ord = 4), '[3, 2]', 'equal SKUs are merged');
SELECT is((SELECT string_agg(concat_ws(' ', line, sku_name, quantity), ', ' ORDER BY line) FROM core.order_items, mix
           WHERE mix.ord = 4 AND order_id = (body ->> 'id')::uuid), '1 三斤装 3, 2 十斤装 2', 'in the order of their first mention');
SELECT is((SELECT row(h.points, h.expires_at) FROM core.holds AS h, mix WHERE mix.ord = 4 AND h.id = (body ->> 'id')::uuid),
    row(1000::bigint, now() + interval '15 minutes'), 'until its deadline');
SELECT is(pg_temp.wallet((:'mixed'::uuid[])[6]), '800 0', 'and spent for the one that is paid');
SELECT is((SELECT count(*) FROM core.idempotency_keys WHERE key ~ '^k[0-9]+$'), 12::bigint, 'refusals are stored too');
CREATE TEMP TABLE again AS
SELECT * FROM pg_temp.places((:'mixed'::uuid[])[2:3] || (:'poor'::uuid[])[1], ARRAY[
    jsonb_build_array(pg_temp.item(:'rice', 2)),
    jsonb_build_array(pg_temp.item(:'three_pounds', 1), pg_temp.item(:nobody::text, 1)),
    jsonb_build_array(pg_temp.item(:'rice', 2))], ARRAY[0, 0, 4], ARRAY['k2', 'k3', 'k5']);
SELECT is(pg_temp.told('again'), 'ok* sku_not_found* idempotency_key_reused', 'and answered again');
SELECT is((SELECT body::text FROM again WHERE ord = 1), (SELECT body::text FROM mix WHERE ord = 2), 'with the same bytes');

-- Orders that share some of their SKUs
SELECT pg_temp.crowd(4, 0) AS pairs \gset
CREATE TEMP TABLE pairs AS
SELECT * FROM pg_temp.places(:'pairs', ARRAY[
    jsonb_build_array(pg_temp.item(:'five_pounds', 4), pg_temp.item(:'ticket_child', 2)),
    jsonb_build_array(pg_temp.item(:'ticket', 2), pg_temp.item(:'five_pounds', 2)),
    jsonb_build_array(pg_temp.item(:'ticket', 1), pg_temp.item(:'five_pounds', 1)),
    jsonb_build_array(pg_temp.item(:'ticket', 1), pg_temp.item(:'five_pounds', 1))], ARRAY[0, 0, 0, 0]);
SELECT is(pg_temp.told('pairs'), 'ok sold_out ok sold_out', 'all of an order or none of it');
SELECT is(pg_temp.stock(:'five_pounds') || ', ' || pg_temp.stock(:'ticket'), '0 5 0, 47 1 2', 'piece by piece');

-- A batch gives what single orders give
UPDATE core.skus SET received = 25 + reserved + sold, on_hand = 25;
SELECT setseed(0.25) \g /dev/null
SELECT pg_temp.crowd(60, 600) AS many \gset
CREATE TEMP TABLE wanted AS
SELECT n AS ord, (:'many'::uuid[])[n] AS caller, (ARRAY[0, 0, 399, 700, 1000])[1 + floor(random() * 5)::int] AS points,
    (SELECT jsonb_agg(pg_temp.item((ARRAY[:'three_pounds', :'rice', :'five_pounds', :'ticket'])
         [1 + floor(random() * 4)::int], 1 + floor(random() * 4)::bigint)) FROM generate_series(1, 1 + n % 3)) AS items
FROM generate_series(1, 60) AS n;
SAVEPOINT before_many;
SELECT string_agg(outcome, ' ' ORDER BY ord) AS told, string_agg(DISTINCT outcome, ' ') AS kinds,
    string_agg((body::jsonb - 'id' - 'order_no')::text, ' ' ORDER BY ord) AS bodies
FROM wanted, pg_temp.place(caller, items, points::bigint) \gset
SELECT string_agg(pg_temp.stock(id::text), ', ' ORDER BY id) AS stock FROM core.skus \gset
ROLLBACK TO before_many;
CREATE TEMP TABLE batched AS
SELECT b.* FROM (SELECT array_agg(caller ORDER BY ord) AS callers, array_agg(items ORDER BY ord) AS items,
                     array_agg(points::bigint ORDER BY ord) AS points FROM wanted) AS w,
    pg_temp.places(w.callers, w.items, w.points) AS b;
SELECT is(:'kinds'::text, 'insufficient_points ok points_exceed_price purchase_limit_reached sold_out', 'each of these happens');
SELECT is(pg_temp.told('batched'), :'told', 'outcome by outcome');
SELECT is((SELECT string_agg((body::jsonb - 'id' - 'order_no')::text, ' ' ORDER BY ord) FROM batched), :'bodies', 'answer by answer');
SELECT is((SELECT string_agg(pg_temp.stock(id::text), ', ' ORDER BY id) FROM core.skus), :'stock', 'and piece by piece');

-- Limits of a batch
SELECT is(count(*), 0::bigint, 'an empty batch is empty') FROM pg_temp.places('{}', '{}', '{}');
UPDATE core.skus SET received = 128 + reserved + sold, on_hand = 128 WHERE id = :'rice';
SELECT pg_temp.crowd(129, 0) AS full \gset
SELECT is((SELECT count(*) FROM pg_temp.places((:'full'::uuid[])[1:128], array_fill(jsonb_build_array(pg_temp.item(:'rice', 1)), ARRAY[128]),
    array_fill(0::bigint, ARRAY[128])) WHERE outcome = 'ok'), 128::bigint, '128 at once');
SELECT throws_like(format('SELECT pg_temp.places(%L, array_fill(''[]''::jsonb, ARRAY[129]), array_fill(0::bigint, ARRAY[129]))', :'full'),
    'a batch is at most%', '129 are too many');
SELECT throws_like(format('SELECT pg_temp.places(ARRAY[%1$L, %1$L]::uuid[], ''{"[]","[]"}'', ''{0,0}'')', :member),
    'a batch is at most%', 'a caller stands once in a batch');

-- What rows refer to exists, without foreign keys
SELECT throws_like($$INSERT INTO core.orders (member_id, status, total_fen, payable_fen, subsidy_fen, points_fen, programme_fen, voucher_fen,
    discount_fen, points_spent, delivery_kind, idempotency_key, expires_at) VALUES (core.uuid7(), 'pending_payment', 1, 1, 0, 0, 0, 0, 0, 0, 'pickup', 'x', now())$$, '%refers to nobody', 'an order has a member');
SELECT throws_like($$INSERT INTO core.order_items (order_id, line, sku_id, product_id, product_name, sku_name, quantity, price_fen, money_fen,
    points_fen, points, programme_fen, voucher_fen, discount_fen) SELECT core.uuid7(), 20, sku_id, product_id, '', '', 1, 1, 1, 0, 0, 0, 0, 0 FROM core.order_items LIMIT 1$$,
    '%refers to nothing', 'a line has an order');
SELECT throws_like($$INSERT INTO core.order_items (order_id, line, sku_id, product_id, product_name, sku_name, quantity, price_fen, money_fen,
    points_fen, points, programme_fen, voucher_fen, discount_fen) SELECT order_id, 20, core.uuid7(), product_id, '', '', 1, 1, 1, 0, 0, 0, 0, 0 FROM core.order_items LIMIT 1$$,
    '%refers to nothing', 'a line has a SKU');
SELECT throws_like('DELETE FROM core.' || t, 'DELETE on core.' || t || ' is not allowed', t || ' stay') FROM unnest('{orders,skus}'::text[]) AS t;
SELECT is_empty('SELECT * FROM core.order_violations() UNION ALL SELECT * FROM core.ledger_violations()', 'no rule is broken');
SELECT * FROM finish();
ROLLBACK;
