-- order_create, order_get and order_list.
BEGIN;
\ir fixture/town.psql
\ir fixture/orders.psql
SELECT plan(51);

-- Amounts
SELECT is(core.order_subsidy(fen, price, points), expected, what)
FROM (VALUES
    (11970, 1197, 0, 0, 'no points'),
    (11970, 1197, 500, 5000, 'a part in points'),
    (11970, 1197, 1197, 11970, 'all that points may pay'),
    (1000, 3, 1, 333, 'fractions of a fen go to the member'),
    (1000, 3, 3, 1000, 'all of it in points'),
    (0, 0, 0, 0, 'nothing payable in points'),
    (198000000000, 198000000000, 197999999999, 197999999999, 'the greatest amounts do not overflow'))
    AS t(fen, price, points, expected, what);

-- Partly in points: waits for its payment
CREATE TEMP TABLE mixed AS SELECT * FROM pg_temp.place(:member, jsonb_build_array(
    pg_temp.item(:'three_pounds', 2), pg_temp.item(:'five_pounds', 1),
    pg_temp.item(:'three_pounds', 1)), 500, 'key-mixed-0000001');
SELECT is(outcome, 'ok', 'an order is made') FROM mixed;
SELECT is(body::jsonb - 'id' - 'order_no' - 'items', jsonb_build_object(
    'status', 'pending_payment', 'merchant_id', '00000004-0000-7000-8000-000000000001',
    'total_fen', 17960, 'payable_fen', 12960, 'points_spent', 500, 'subsidy_fen', 5000,
    'points_fen', 5000, 'programme_fen', 0, 'voucher_fen', 0, 'discount_fen', 0, 'refunded_fen', 0,
    'expires_at', now() + interval '15 minutes', 'created_at', now(), 'paid_at', NULL,
    'shipped_at', NULL, 'completed_at', NULL, 'refunded_at', NULL, 'cancelled_at', NULL, 'delivery', '{"kind": "pickup", "recipient": null,
    "phone": null, "region_code": null, "detail": null}'::jsonb), 'it waits for the rest') FROM mixed;
SELECT is((body -> 'items')::jsonb, '[
    {"sku_id": "00000006-0000-7000-8000-000000000001", "quantity": 3, "price_fen": 3990,
     "product_id": "00000005-0000-7000-8000-000000000001", "points_price": 399,
     "product_name": "赣榆红颜草莓 Box_A", "sku_name": "三斤装", "money_fen": 6970,
     "points_fen": 5000, "points": 500, "programme_fen": 0, "voucher_fen": 0, "discount_fen": 0,
     "refunded": 0},
    {"sku_id": "00000006-0000-7000-8000-000000000002", "quantity": 1, "price_fen": 5990,
     "product_id": "00000005-0000-7000-8000-000000000001", "points_price": null,
     "product_name": "赣榆红颜草莓 Box_A", "sku_name": "五斤装", "money_fen": 5990,
     "points_fen": 0, "points": 0, "programme_fen": 0, "voucher_fen": 0, "discount_fen": 0,
     "refunded": 0}]'::jsonb,
    'the same SKU twice is one line') FROM mixed;
SELECT matches(body ->> 'order_no', '^20[0-9]{6}[0-9]{8}$', 'its number is the day and a sequence')
FROM mixed;
SELECT is(pg_temp.stock(:'three_pounds'), '7 3 0', 'stock is reserved');
SELECT is(pg_temp.wallet(:member), '500 500', 'points are held');
SELECT is((SELECT row(h.state, h.points, h.expires_at) FROM core.holds AS h, mixed
           WHERE h.id = (body ->> 'id')::uuid),
          row('open'::text, 500::bigint, now() + interval '15 minutes'), 'until the order''s deadline');

-- The same again
SELECT is(r.outcome || ' ' || (r.body::text = mixed.body::text) || ' ' || (r.replay_of IS NOT NULL),
          'ok true true', 'the same key and request answer the same bytes')
FROM mixed, LATERAL pg_temp.place(:member, jsonb_build_array(
    pg_temp.item(:'three_pounds', 2), pg_temp.item(:'five_pounds', 1),
    pg_temp.item(:'three_pounds', 1)), 500, 'key-mixed-0000001') AS r;
SELECT is((pg_temp.place(:member, jsonb_build_array(pg_temp.item(:'rice', 1)), 0, 'key-mixed-0000001')).outcome,
          'idempotency_key_reused', 'another request under the same key is refused');

-- The stored answers are kept seven days, the orders for ever.
SAVEPOINT week_later;
DELETE FROM core.idempotency_keys WHERE key = 'key-mixed-0000001';
SELECT is((SELECT outcome FROM pg_temp.place(:member, jsonb_build_array(
              pg_temp.item(:'three_pounds', 2), pg_temp.item(:'five_pounds', 1),
              pg_temp.item(:'three_pounds', 1)), 500, 'key-mixed-0000001')),
          'idempotency_key_reused', 'a key whose answer is gone makes no second order');
ROLLBACK TO week_later;
SELECT is(pg_temp.stock(:'three_pounds') || ', ' || pg_temp.wallet(:member), '7 3 0, 500 500',
          'neither does anything');

-- Wholly in points: paid at once
CREATE TEMP TABLE whole AS SELECT * FROM pg_temp.place(:member,
    jsonb_build_array(pg_temp.item(:'three_pounds', 1)), 399, NULL,
    '{"kind": "address", "recipient": "张*", "phone": "138****0001", "region_code": "320706", "detail": "解放路***"}');
SELECT is(body::jsonb - 'id' - 'order_no' - 'items', jsonb_build_object(
    'status', 'paid', 'merchant_id', '00000004-0000-7000-8000-000000000001', 'total_fen', 3990,
    'payable_fen', 0, 'points_spent', 399, 'subsidy_fen', 3990, 'points_fen', 3990,
    'programme_fen', 0, 'voucher_fen', 0, 'discount_fen', 0, 'refunded_fen', 0, 'expires_at', NULL,
    'created_at', now(), 'paid_at', now(), 'shipped_at', NULL, 'completed_at', NULL,
    'refunded_at', NULL, 'cancelled_at', NULL, 'delivery', '{"kind": "address", "recipient": "张*",
    "phone": "138****0001", "region_code": "320706", "detail": "解放路***"}'::jsonb),
    'with nothing left to pay it is paid') FROM whole;
SELECT is(pg_temp.stock(:'three_pounds'), '6 3 1', 'stock is sold');
SELECT is(pg_temp.wallet(:member), '101 500', 'points are spent');
SELECT is((SELECT body ->> 'status' FROM pg_temp.place(:other,
               jsonb_build_array(pg_temp.item(:'five_pounds', 1)))),
          'pending_payment', 'no points needed: no points touched');
SELECT is(pg_temp.wallet(:other), '50 0', 'indeed');

-- Refusals, in the order in which they are looked for
SELECT is((SELECT row(outcome, body)::text FROM pg_temp.place(:member, items, points, NULL,
               '{"kind": "pickup"}', vouchers)), '(' || expected || ',)', what)
FROM (VALUES
    (jsonb_build_array(pg_temp.item(:'rice', 1), pg_temp.item('00000006-0000-7000-8000-00000000ffff', 1)),
     0, '[]'::jsonb, 'sku_not_found', 'an unknown SKU'),
    (jsonb_build_array(pg_temp.item(:'closed_shop', 1)), 0, '[]', 'sku_not_found', 'a closed merchant'),
    (jsonb_build_array(pg_temp.item(:'rice', 1)), 0, '["00000007-0000-7000-8000-000000000001"]',
     'voucher_not_usable', 'a voucher'),
    (jsonb_build_array(pg_temp.item(:'three_pounds', 1)), 400, '[]', 'points_exceed_price',
     'more points than the price'),
    (jsonb_build_array(pg_temp.item(:'five_pounds', 1)), 1, '[]', 'points_exceed_price',
     'points for what only money buys'),
    (jsonb_build_array(pg_temp.item(:'ticket', 2), pg_temp.item(:'ticket_child', 1)), 0, '[]',
     'purchase_limit_reached', 'more of a product than one member may, over its SKUs'),
    (jsonb_build_array(pg_temp.item(:'three_pounds', 4), pg_temp.item(:'three_pounds', 3)), 0, '[]',
     'sold_out', 'more than there is, over the merged lines'),
    (jsonb_build_array(pg_temp.item(:'rice', 1)), 102, '[]', 'insufficient_points',
     'more points than available')) AS t(items, points, vouchers, expected, what);
SELECT is(format('%s orders, %s, %s, %s', (SELECT count(*) FROM core.orders),
                 pg_temp.stock(:'three_pounds'), pg_temp.stock(:'ticket'), pg_temp.wallet(:member)),
          '3 orders, 6 3 1, 50 0 0, 101 500', 'refusals change nothing');

-- Stored refusals, expired points, limits over time
SELECT is((pg_temp.place(:other, jsonb_build_array(pg_temp.item(:'rice', 1)), 60, 'key-refused-00001')).outcome,
          'insufficient_points', 'a refusal');
SELECT core.points_credit(ARRAY[:other], ARRAY[100]::bigint[], 'opening', ARRAY[core.uuid7()],
                          ARRAY[now() + interval '1 day']) \g /dev/null
SELECT is((pg_temp.place(:other, jsonb_build_array(pg_temp.item(:'rice', 1)), 60, 'key-refused-00001')).outcome,
          'insufficient_points', 'is what the same key answers ever after');
SAVEPOINT before_expiry;
UPDATE core.lots SET expires_at = now() - interval '1 s' WHERE member_id = :other AND granted = 100;
UPDATE core.wallets SET next_expiry = now() - interval '1 s' WHERE member_id = :other;
SELECT is((pg_temp.place(:other, jsonb_build_array(pg_temp.item(:'rice', 1)), 60)).outcome,
          'insufficient_points', 'expired points pay nothing, swept or not');
ROLLBACK TO before_expiry;
SELECT is((pg_temp.place(:other, jsonb_build_array(pg_temp.item(:'ticket', 1)))).outcome, 'ok',
          'up to the limit');
SELECT is((pg_temp.place(:other, jsonb_build_array(pg_temp.item(:'ticket_child', 1)))).outcome, 'ok',
          'in several orders');
SELECT is((pg_temp.place(:other, jsonb_build_array(pg_temp.item(:'ticket', 1)))).outcome,
          'purchase_limit_reached', 'but not beyond');
SAVEPOINT apart;
SELECT is((pg_temp.place(:fourth, jsonb_build_array(pg_temp.item(:'ticket', 1)))).outcome, 'ok',
          'what one has bought counts for nobody else');
ROLLBACK TO apart;
UPDATE core.members SET status = 'closed', merged_into = :fourth WHERE id = :other;
SELECT is((pg_temp.place(:fourth, jsonb_build_array(pg_temp.item(:'ticket', 1)))).outcome,
          'purchase_limit_reached', 'but for whom their account was merged into');
ROLLBACK TO apart;
UPDATE core.skus SET price_fen = 1, name = '涨价' WHERE id = :'three_pounds';
SELECT is((SELECT r.body::text FROM api.order_get(:member, (mixed.body ->> 'id')::uuid) AS r),
          mixed.body::text, 'an order keeps its names and prices') FROM mixed;

-- Reading
SELECT is((SELECT r.outcome FROM api.order_get(:other, (mixed.body ->> 'id')::uuid) AS r),
          'order_not_found', 'another one''s order is unknown') FROM mixed;
SELECT is((SELECT outcome FROM api.order_get(:member, :nobody)), 'order_not_found',
          'an order that does not exist too');
SELECT is((SELECT row(outcome, body)::text FROM api.order_list(:suspended, 20, NULL)),
          '(ok,"{""items"":[],""next_cursor"":null}")', 'no orders');
UPDATE core.orders SET created_at = now() - interval '1 hour'
WHERE id = (SELECT (body ->> 'id')::uuid FROM mixed);
CREATE TEMP TABLE first AS SELECT * FROM api.order_list(:member, 1, NULL);
SELECT is(first.body #>> '{items,0,id}', whole.body ->> 'id', 'the newest order first') FROM first, whole;
SELECT is((SELECT format('%s %s', next.body #>> '{items,0,id}', coalesce(next.body ->> 'next_cursor', 'end'))
           FROM api.order_list(:member, 1, first.body ->> 'next_cursor') AS next),
          (mixed.body ->> 'id') || ' end', 'then the older one') FROM first, mixed;
SELECT is((SELECT r.outcome FROM api.order_list(:other, 1, first.body ->> 'next_cursor') AS r),
          'cursor_invalid', 'a cursor is its member''s') FROM first;
SELECT is((SELECT outcome FROM api.order_list(:member, 1, 'e30')), 'cursor_invalid', 'an empty cursor');
SELECT is((SELECT outcome FROM api.order_list(:member, 1, core.cursor_encode('{"id": [1]}'))),
          'cursor_invalid', 'a cursor without an id');
SELECT is_empty('SELECT * FROM core.order_violations()', 'no rule is broken');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'nor one of the ledger');

SELECT * FROM finish();
ROLLBACK;
