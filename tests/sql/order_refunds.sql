-- Shipping, receiving, and giving back: piece by piece, to whoever paid, to the last fen.
BEGIN;
\ir fixture/town.psql
\ir fixture/lotteries.psql
\ir fixture/orders.psql
SELECT plan(35);

\set shop '''00000004-0000-7000-8000-000000000001''::uuid'
\set city '''00000003-0000-7000-8000-000000000001''::uuid'
INSERT INTO core.api_keys (merchant_id, name, mode, scopes, hash, display, created_by)
VALUES (:shop, '试验', 'live', '{}', sha256('k'), 'lgh_live_abc…wxyz', :member) RETURNING id AS key \gset
CREATE FUNCTION pg_temp.key() RETURNS text LANGUAGE sql RETURN gen_random_uuid()::text;
CREATE FUNCTION pg_temp.ask(caller uuid, id uuid, items jsonb, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$ SELECT * FROM api.order_refund(caller, id, items, '不新鲜', pg_temp.key(), sha256('r'), core.uuid7()) $$;
CREATE FUNCTION pg_temp.approve(refund uuid, restock boolean DEFAULT true, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$
    SELECT * FROM api.merchant_refund_approve('00000004-0000-7000-8000-000000000001', 'live', refund, restock, '已退', pg_temp.key(), sha256('a'), core.uuid7())
$$;
CREATE FUNCTION pg_temp.refuse(refund uuid) RETURNS text LANGUAGE sql AS $$
    SELECT r.outcome FROM api.merchant_refund_refuse('00000004-0000-7000-8000-000000000001', 'live', refund, '外箱完好', pg_temp.key(), sha256('f'), core.uuid7()) AS r
$$;
CREATE FUNCTION pg_temp.escalate(caller uuid, id uuid, refund uuid) RETURNS text LANGUAGE sql AS $$
    SELECT r.outcome FROM api.order_refund_escalate(caller, id, refund, pg_temp.key(), sha256('e'), core.uuid7()) AS r
$$;
CREATE FUNCTION pg_temp.ship(id uuid, shop uuid DEFAULT '00000004-0000-7000-8000-000000000001', mode text DEFAULT 'live') RETURNS text LANGUAGE sql AS $$
    SELECT r.outcome FROM api.merchant_order_ship(shop, (SELECT k.id FROM core.api_keys AS k LIMIT 1), mode, id, '[{"carrier": "顺丰速运", "tracking_no": "SF1234567890123"}]',
        pg_temp.key(), sha256('s'), core.uuid7()) AS r
$$;
CREATE FUNCTION pg_temp.receive(caller uuid, id uuid) RETURNS text LANGUAGE sql AS $$
    SELECT r.outcome FROM api.order_receive(caller, id, pg_temp.key(), sha256('v'), core.uuid7()) AS r
$$;
CREATE FUNCTION pg_temp.status(id uuid) RETURNS text LANGUAGE sql AS $$ SELECT o.status FROM core.orders AS o WHERE o.id = status.id $$;
\set address '{"kind": "address", "recipient": "张*", "phone": "138****0001", "region_code": "320706", "detail": "解放路***"}'

-- Three boxes, 500 points and the rest in money
SELECT (body ->> 'id')::uuid AS boxes FROM pg_temp.place(:member, jsonb_build_array(pg_temp.item(:'three_pounds', 3)), 500, NULL, :'address') \gset
SELECT is((pg_temp.ask(:member, :'boxes', jsonb_build_array(pg_temp.item(:'three_pounds', 1)))).outcome, 'order_not_refundable', 'not before it is paid');
SELECT is(pg_temp.ship(:'boxes') || ' ' || pg_temp.receive(:member, :'boxes'), 'order_not_found order_not_receivable', 'nor shipped or received');
SELECT pg_temp.paid_in_money(:'boxes') \g /dev/null
SELECT is(pg_temp.ship(:'boxes', '00000004-0000-7000-8000-000000000002') || ' ' || pg_temp.ship(:'boxes', :shop, 'test'), 'order_not_found order_not_found',
    'only by its merchant, and no test');
SELECT is((pg_temp.ask(:other, :'boxes', jsonb_build_array(pg_temp.item(:'three_pounds', 1)))).outcome, 'order_not_found', 'not by somebody else');
SELECT is((pg_temp.ask(:member, :'boxes', jsonb_build_array(pg_temp.item(:'rice', 1)))).outcome, 'sku_not_in_order', 'not what was not bought');
SELECT is((pg_temp.ask(:member, :'boxes', jsonb_build_array(pg_temp.item(:'three_pounds', 2), pg_temp.item(:'three_pounds', 2)))).outcome,
    'refund_quantity_exceeded', 'not more than was bought');
CREATE TEMP TABLE asked AS SELECT * FROM pg_temp.ask(:member, :'boxes', jsonb_build_array(pg_temp.item(:'three_pounds', 1)));
SELECT is((SELECT concat_ws(' ', outcome, body ->> 'state', body ->> 'money_fen', body ->> 'points_fen', body ->> 'points') FROM asked),
    'ok requested 2323 1667 166', 'one of three: a third of each');
SELECT is((pg_temp.ask(:member, :'boxes', jsonb_build_array(pg_temp.item(:'three_pounds', 1)))).outcome, 'order_refund_open', 'one case at a time');
SELECT is(pg_temp.ship(:'boxes') || ' ' || (pg_temp.cancel(:member, :'boxes')).outcome, 'order_refund_open order_not_cancellable', 'meanwhile nothing else');
SELECT is((SELECT a.outcome FROM asked, LATERAL api.merchant_refund_approve('00000004-0000-7000-8000-000000000002', 'live', (asked.body ->> 'id')::uuid,
    true, NULL, pg_temp.key(), sha256('a'), core.uuid7()) AS a), 'refund_not_found', 'another merchant has no say');
SELECT is((SELECT a.outcome FROM asked, LATERAL pg_temp.approve((asked.body ->> 'id')::uuid) AS a), 'ok', 'the merchant agrees');
SELECT is((SELECT a.outcome FROM asked, LATERAL pg_temp.approve((asked.body ->> 'id')::uuid) AS a), 'refund_decided', 'once');
SELECT is(pg_temp.wallet(:member) || ', ' || pg_temp.stock(:'three_pounds') || ', ' || pg_temp.status(:'boxes'), '666 0, 8 0 2, paid', 'points and the piece are back');
SELECT is(ARRAY(SELECT remaining FROM core.lots WHERE member_id = :member ORDER BY expires_at, id), '{0,666}', 'in the lots that expire last');

-- On its way
SELECT is(pg_temp.ship(:'boxes') || ' ' || pg_temp.ship(:'boxes'), 'ok order_not_shippable', 'the rest is shipped once');
SELECT is((SELECT concat_ws(' ', body ->> 'status', body #>> '{parcels,0,tracking_no}', body #>> '{parcels,0,items,0,quantity}') FROM api.merchant_order_get(:shop, 'live', :'boxes')),
    'shipped SF1234567890123 2', 'the merchant sees how, and that two of three are sent');
SELECT is((SELECT body ->> 'completed' FROM api.orders_complete(10)), '0', 'too early to be completed by itself');
UPDATE core.orders SET shipped_at = now() - interval '10 days' WHERE id = :'boxes';
SELECT is((SELECT body ->> 'completed' FROM api.orders_complete(10)) || pg_temp.status(:'boxes'), '1completed', 'ten days later it is');
SELECT is(pg_temp.receive(:member, :'boxes'), 'order_not_receivable', 'and not received again');

-- Refused, and asked of the union
SELECT (body ->> 'id')::uuid AS second FROM pg_temp.ask(:member, :'boxes', jsonb_build_array(pg_temp.item(:'three_pounds', 2))) \gset
SELECT is(pg_temp.escalate(:member, :'boxes', :'second'), 'refund_not_due', 'the merchant has three days');
SELECT is(pg_temp.refuse(:'second') || ' ' || pg_temp.escalate(:other, :'boxes', :'second') || ' ' || pg_temp.escalate(:member, :'boxes', :'second'),
    'ok refund_not_found ok', 'after a refusal the buyer may ask the union');
SELECT is((pg_temp.approve(:'second')).outcome, 'refund_decided', 'the merchant has had its say');
CREATE FUNCTION pg_temp.judge(office uuid, refund uuid) RETURNS text LANGUAGE sql AS $$
    SELECT r.outcome FROM api.admin_refund_approve(office, '{admin}', 'order', refund, false, '应予退款', pg_temp.key(), sha256('j'), core.uuid7()) AS r
$$;
SELECT is(pg_temp.judge('00000003-0000-7000-8000-000000000002', :'second') || ' ' || pg_temp.judge(:city, :'second'), 'refund_not_found ok',
    'the union of the merchant decides');
SELECT is(pg_temp.wallet(:member) || ', ' || pg_temp.stock(:'three_pounds') || ', ' || pg_temp.status(:'boxes'), '1000 0, 8 0 2, refunded',
    'all points are back, what is spoilt is not');
SELECT is((SELECT concat_ws(' ', refunded_fen, payable_fen) FROM core.orders WHERE id = :'boxes'), '6970 6970', 'and all of the money');

-- To be picked up
SELECT (body ->> 'id')::uuid AS ticket FROM pg_temp.place(:member, jsonb_build_array(pg_temp.item(:'ticket', 2)), 200) \gset
SELECT is(pg_temp.ship(:'ticket') || ' ' || pg_temp.receive(:member, :'ticket') || ' ' || pg_temp.status(:'ticket'), 'order_not_shippable ok completed',
    'what is picked up is received at once');
UPDATE core.orders SET completed_at = now() - interval '15 days' WHERE id = :'ticket';
SELECT is((pg_temp.ask(:member, :'ticket', jsonb_build_array(pg_temp.item(:'ticket', 1)))).outcome, 'order_not_refundable', 'fifteen days are enough');

-- Any order, with everybody paying, comes back piece by piece exactly
UPDATE core.skus SET received = 400 + reserved + sold + written_off, on_hand = 400;
INSERT INTO core.merchant_discounts (merchant_id, title, threshold_fen, amount_fen, opens_at, closes_at, api_key_id)
VALUES (:shop, '满减', 5000, 777, now(), now() + interval '1 day', :'key');
SELECT core.budget_open('00000001-0000-7000-8000-000000000002', 2026, '助农', 'services', 'union_dues', 'fen', 100000000, NULL, '试验') AS budget \gset
INSERT INTO core.subsidy_programmes (organisation_id, budget_id, title, percent, threshold_fen, order_cap_fen, member_cap_fen, total_fen, opens_at, closes_at, created_by)
VALUES ('00000001-0000-7000-8000-000000000002', :'budget', '助农', 17, 0, 100000, 100000, 90000000, now(), now() + interval '1 day', :city) RETURNING id AS programme \gset
SELECT core.budget_commit(:'budget', :'programme', 90000000, NULL, '试验') \g /dev/null
SELECT setseed(0.75) \g /dev/null
SELECT pg_temp.crowd(40, 3000) AS crowd \gset
CREATE TEMP TABLE mixed AS
SELECT n, (:'crowd'::uuid[])[n] AS buyer, (p.body ->> 'id')::uuid AS id, p.outcome
FROM generate_series(1, 40) AS n, LATERAL pg_temp.place((:'crowd'::uuid[])[n], jsonb_build_array(
    pg_temp.item(:'three_pounds', 1 + floor(random() * 4)::bigint), pg_temp.item(:'rice', 1 + floor(random() * 3)::bigint),
    pg_temp.item(:'five_pounds', 1 + floor(random() * 2)::bigint)), floor(random() * 800)::bigint) AS p;
SELECT is(string_agg(DISTINCT outcome, ' '), 'ok', 'forty orders') FROM mixed;
SELECT is((SELECT bool_and(pg_temp.paid_in_money(id)) FROM mixed), true, 'are paid');
CREATE FUNCTION pg_temp.undo(who uuid, bought uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    asked record;
    pieces bigint := 0;
BEGIN
    WHILE EXISTS (SELECT FROM core.order_items AS i WHERE i.order_id = bought AND i.refunded < i.quantity) LOOP
        SELECT a.* INTO asked FROM (
            SELECT jsonb_agg(jsonb_build_object('sku_id', i.sku_id, 'quantity', 1)) AS items FROM (
                SELECT * FROM core.order_items AS l WHERE l.order_id = bought AND l.refunded < l.quantity
                ORDER BY random() LIMIT 1 + floor(random() * 2)::int) AS i) AS w, LATERAL pg_temp.ask(who, bought, w.items) AS a;
        PERFORM pg_temp.approve((asked.body ->> 'id')::uuid, random() < 0.5);
        pieces := pieces + 1;
    END LOOP;
    RETURN pieces;
END
$$;
SELECT ok(sum(pg_temp.undo(buyer, id)) > 100, 'come back in many pieces') FROM mixed;
SELECT is((SELECT string_agg(DISTINCT pg_temp.status(id), ' ') FROM mixed), 'refunded', 'until nothing is left');
SELECT is_empty($$SELECT i.order_id FROM mixed JOIN core.order_items AS i ON i.order_id = mixed.id
    LEFT JOIN core.order_refunded AS b ON b.order_id = i.order_id AND b.line = i.line
    WHERE (i.money_fen, i.points_fen, i.points, i.programme_fen, i.voucher_fen, i.discount_fen)
        IS DISTINCT FROM (b.money_fen, b.points_fen, b.points, b.programme_fen, b.voucher_fen, b.discount_fen)$$, 'everybody has back what they paid');
SELECT is((SELECT string_agg(DISTINCT pg_temp.wallet(buyer), ', ') FROM mixed), '3000 0', 'every point');
SELECT is((SELECT concat_ws(' ', reserved_fen, spent_fen) FROM core.subsidy_programmes), '0 0', 'every fen of the subsidy');
SELECT is_empty('SELECT * FROM core.order_violations() UNION ALL SELECT * FROM core.ledger_violations()', 'no rule is broken');
SELECT * FROM finish();
ROLLBACK;
