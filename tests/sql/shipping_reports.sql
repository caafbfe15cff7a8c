-- What WeChat is told of goods that it was paid for: which orders, when, and what of them.
BEGIN;
\ir fixture/town.psql
\ir fixture/vouchers.psql
\ir fixture/orders.psql
SELECT plan(30);
INSERT INTO core.identities (member_id, appid, openid) VALUES (:member, 'wx0000000000000001', 'oOne');

SELECT is(ARRAY(SELECT core.carrier_code(c) FROM unnest(ARRAY['顺丰速运', '中国邮政EMS', 'ems', '邮政包裹', '京东快递', '自家车队']) AS c), '{SF,EMS,EMS,YZPY,JD,OTHER}', 'carriers by their codes');

CREATE FUNCTION pg_temp.bought(sku text, delivery jsonb DEFAULT '{"kind": "pickup"}') RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    made CONSTANT uuid := (pg_temp.place('00000002-0000-7000-8000-000000000001', jsonb_build_array(pg_temp.item(sku, 1)), 0, delivery => delivery)).body ->> 'id';
BEGIN
    PERFORM pg_temp.paid_in_money(made);
    UPDATE core.payments AS p SET identity_id = (SELECT i.id FROM core.identities AS i WHERE i.openid = 'oOne'), description = repeat('瓜', 127)
    WHERE p.order_id = made;
    RETURN made;
END
$$;
CREATE FUNCTION pg_temp.ship(bought uuid, parcels jsonb DEFAULT '[{"carrier": "顺丰速运", "tracking_no": "SF1234567890123"}]') RETURNS text LANGUAGE sql AS $$
    SELECT s.outcome FROM api.merchant_order_ship('00000004-0000-7000-8000-000000000001', '00000042-0000-7000-8000-000000000001', 'live', bought, parcels,
        gen_random_uuid()::text, sha256('s'), core.uuid7()) AS s
$$;
CREATE FUNCTION pg_temp.reship(bought uuid, parcels jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT s.outcome FROM api.merchant_order_reship('00000004-0000-7000-8000-000000000001', '00000042-0000-7000-8000-000000000001', 'live', bought, parcels,
        gen_random_uuid()::text, sha256('r'), core.uuid7()) AS s
$$;
CREATE FUNCTION pg_temp.taken(bought uuid) RETURNS void LANGUAGE sql AS $$
    UPDATE core.shipping_reports AS r SET due_at = CASE WHEN r.order_id = bought THEN now() ELSE now() + interval '1 day' END
$$;
CREATE FUNCTION pg_temp.report(bought uuid) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', r.logistics, r.state, r.tries, r.errcode) FROM core.shipping_reports AS r WHERE r.order_id = bought
$$;
SELECT pg_temp.bought(:'rice', '{"kind": "address", "recipient": "石*", "phone": "139****0001", "region_code": "320706", "detail": "解放路***"}') AS sent, pg_temp.bought(:'rice') AS fetched \gset
SELECT is((SELECT count(*) FROM core.shipping_reports), 0::bigint, 'nothing of what is only paid');
SELECT is(pg_temp.ship(:'sent') || ' ' || pg_temp.report(:'sent'), 'ok 1 waiting 0', 'what was sent');
SELECT core.order_complete(ARRAY[:'sent', :'fetched']::uuid[]) \g /dev/null
SELECT is(ARRAY[pg_temp.report(:'sent'), pg_temp.report(:'fetched')], '{1 waiting 0,4 waiting 0}', 'once; and what was picked up');
SELECT (core.voucher_template_write('00000001-0000-7000-8000-000000000002', jsonb_build_object('kind', 'exchange', 'funding', 'sale', 'title', '采摘', 'merchant_id', :shop, 'sku_id', :'ticket_child',
    'per_member', 9, 'opens_at', now(), 'closes_at', now() + interval '9 days', 'valid_days', 9, 'tiers', '[{"threshold_fen": 0, "amount_fen": 0, "stock": 9}]'::jsonb), NULL)).id AS picking \gset
UPDATE core.voucher_templates SET state = 'published', published_at = now() WHERE id = :'picking';
SELECT pg_temp.bought(:'ticket_child') AS virtual \gset
SELECT is(pg_temp.report(:'virtual'), '3 waiting 0', 'vouchers are there as soon as they are paid');
SELECT (pg_temp.place(:member, jsonb_build_array(pg_temp.item(:'three_pounds', 1)), 399)).body ->> 'id' AS points \gset
SELECT core.order_complete(ARRAY[:'points']::uuid[]) \g /dev/null
SELECT is(pg_temp.report(:'points'), NULL, 'nothing that WeChat was not paid for');
CREATE FUNCTION pg_temp.paid_for_nothing(bought uuid, id uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO core.payments (id, order_id, out_trade_no, amount_fen, description, appid, payer_hash, pay_until, status, transaction_id, paid_at, settles, ended_at)
    SELECT paid_for_nothing.id, o.id, 'again' || o.order_no, 1, 'x', 'wx0000000000000001', sha256('x'), now(), 'success', 'again' || o.order_no, now(), 'nothing', now()
    FROM core.orders AS o WHERE o.id = bought
$$;
SELECT pg_temp.paid_for_nothing(:'points', core.uuid7()), core.shipping_reports_write(ARRAY[:'points']::uuid[]) \g /dev/null
SELECT is(pg_temp.report(:'points'), NULL, 'nor what it was paid for nothing, which goes back to the payer');
SELECT pg_temp.bought(:'rice') AS twice \gset
SELECT pg_temp.paid_for_nothing(:'twice', '00000000-0000-7000-8000-000000000000'), core.order_complete(ARRAY[:'twice']::uuid[]) \g /dev/null
SELECT is((SELECT p.settles FROM core.shipping_reports AS r JOIN core.payments AS p ON p.id = r.payment_id WHERE r.order_id = :'twice'), 'order', 'of an order paid twice, under the payment that it has');
DELETE FROM core.shipping_reports WHERE order_id = :'twice';

-- Taken one by one, the oldest first
UPDATE core.shipping_reports SET due_at = now() - interval '3 seconds' WHERE order_id = :'sent';
UPDATE core.shipping_reports SET due_at = now() - interval '2 seconds' WHERE order_id = :'fetched';
CREATE TEMP TABLE taken AS SELECT 1 AS nth, t.* FROM api.shipping_report_take() AS t;
INSERT INTO taken SELECT 2, t.* FROM api.shipping_report_take() AS t;
INSERT INTO taken SELECT 3, t.* FROM api.shipping_report_take() AS t;
SELECT is((SELECT array_agg(order_id ORDER BY nth) FROM taken), ARRAY[:'sent', :'fetched', :'virtual']::uuid[], 'each');
SELECT is((SELECT order_id FROM api.shipping_report_take()), NULL, 'and none twice');
SELECT is((SELECT payload::jsonb - 'upload_time' FROM taken WHERE nth = 1), jsonb_build_object(
    'order_key', jsonb_build_object('order_number_type', 2, 'transaction_id', (SELECT order_no FROM core.orders WHERE id = :'sent')), 'logistics_type', 1, 'delivery_mode', 1,
    'shipping_list', jsonb_build_array(jsonb_build_object('tracking_no', 'SF1234567890123', 'express_company', 'SF', 'item_desc', left((SELECT i.product_name FROM core.order_items AS i WHERE i.order_id = :'sent') || '×1', 120), 'contact', '{"receiver_contact": "139****0001"}'::jsonb)),
    'payer', '{"openid": "oOne"}'::jsonb), 'in WeChat''s words');
SELECT is((SELECT payload::jsonb -> 'shipping_list' -> 0 FROM taken WHERE nth = 2), jsonb_build_object('item_desc', repeat('瓜', 120)), 'without a parcel there is none');
SELECT matches((SELECT payload::jsonb ->> 'upload_time' FROM taken WHERE nth = 3), '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$', 'at what time');
SELECT is((SELECT string_agg(DISTINCT appid, ' ') FROM taken), 'wx0000000000000001', 'by which mini-program');

-- Ends
SELECT api.shipping_report_end(:'sent', 0, 'refused', 1) \g /dev/null
SELECT is(pg_temp.report(:'sent'), '1 waiting 1', 'not by an earlier try');
SELECT api.shipping_report_end(:'sent', 1, 'told', NULL), api.shipping_report_end(:'fetched', 1, 'later', 10060001), api.shipping_report_end(:'virtual', 1, 'refused', 10060031) \g /dev/null
SELECT is(ARRAY[pg_temp.report(:'sent'), pg_temp.report(:'fetched'), pg_temp.report(:'virtual')], '{1 told 1,4 waiting 1 10060001,3 refused 1 10060031}', 'told, later, refused');
SELECT is((SELECT string_agg(c.kind || ' ' || (c.order_id = :'virtual'), ' ') FROM core.payment_cases AS c), 'shipping_refused true', 'which is a case for the staff');
SELECT is((SELECT r.due_at - now() FROM core.shipping_reports AS r WHERE r.order_id = :'fetched'), interval '10 seconds', 'soon again');
UPDATE core.shipping_reports SET tries = 41 WHERE order_id = :'fetched';
SELECT api.shipping_report_end(:'fetched', 41, 'later', 10060001), api.shipping_report_end(:'sent', 1, 'refused', 1) \g /dev/null
SELECT is(ARRAY[pg_temp.report(:'sent'), pg_temp.report(:'fetched')], '{1 told 1,4 refused 41 10060001}', 'not for ever; an end is an end');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'shipping_report_end'), 3::bigint, 'the audit has each end');

-- In parcels, each of which says what it holds; put right once, and told once more
SELECT (pg_temp.place('00000002-0000-7000-8000-000000000001', jsonb_build_array(pg_temp.item(:'rice', 2), pg_temp.item(:'three_pounds', 1)), 0,
    delivery => '{"kind": "address", "recipient": "石*", "phone": "139****0001", "region_code": "320706", "detail": "解放路***"}')).body ->> 'id' AS parts \gset
SELECT pg_temp.paid_in_money(:'parts') \g /dev/null
UPDATE core.payments SET identity_id = (SELECT id FROM core.identities WHERE openid = 'oOne') WHERE order_id = :'parts';
CREATE FUNCTION pg_temp.parcel(number text, VARIADIC items jsonb[]) RETURNS jsonb LANGUAGE sql
    RETURN jsonb_build_object('carrier', '顺丰', 'tracking_no', number, 'items', to_jsonb(items));
SELECT jsonb_build_array(pg_temp.parcel('P001', pg_temp.item(:'rice', 1)), pg_temp.parcel('P002', pg_temp.item(:'rice', 1), pg_temp.item(:'three_pounds', 1))) AS both \gset
SELECT is(ARRAY[
    pg_temp.ship(:'parts', jsonb_build_array(pg_temp.parcel('P001', pg_temp.item(:'rice', 2)))),
    pg_temp.ship(:'parts', jsonb_build_array(pg_temp.parcel('P001', pg_temp.item(:'rice', 3), pg_temp.item(:'three_pounds', 1)))),
    pg_temp.ship(:'parts', jsonb_build_array(pg_temp.parcel('P001', pg_temp.item(:'rice', 2), pg_temp.item(:'three_pounds', 1), pg_temp.item(:'ticket_child', 1)))),
    pg_temp.ship(:'parts', jsonb_build_array(pg_temp.parcel('P001', pg_temp.item(:'rice', 2), pg_temp.item(:'three_pounds', 1)), '{"carrier": "顺丰", "tracking_no": "P002"}'::jsonb)),
    pg_temp.ship(:'parts', jsonb_build_array((:'both')::jsonb -> 0, (:'both')::jsonb -> 1 || '{"tracking_no": "P001"}'))],
    '{parcels_incomplete,parcels_incomplete,parcels_incomplete,parcels_incomplete,parcel_repeated}', 'parcels hold all of it, each piece once, nothing else, and none is empty');
SELECT is(pg_temp.reship(:'parts', :'both') || ' ' || pg_temp.ship(:'parts', :'both'), 'parcels_final ok', 'sent before it is put right');
SELECT pg_temp.taken(:'parts') \g /dev/null
SELECT payload::jsonb AS told FROM api.shipping_report_take() \gset
SELECT is((:'told')::jsonb - 'order_key' - 'shipping_list' - 'upload_time' - 'payer', '{"logistics_type": 1, "delivery_mode": 2, "is_all_delivered": true}', 'WeChat is told of several');
SELECT is((SELECT string_agg(concat_ws(' ', p ->> 'tracking_no', p ->> 'express_company', p ->> 'item_desc'), ', ') FROM jsonb_array_elements((:'told')::jsonb -> 'shipping_list') AS p),
    (SELECT 'P001 SF ' || rice || '×1, P002 SF ' || rice || '×1、' || pounds || '×1' FROM (SELECT max(i.product_name) FILTER (WHERE i.sku_id = :'rice') AS rice,
        max(i.product_name) FILTER (WHERE i.sku_id = :'three_pounds') AS pounds FROM core.order_items AS i WHERE i.order_id = :'parts') AS names), 'and what each holds');
SELECT is(pg_temp.reship(:'parts', jsonb_build_array(pg_temp.parcel('P009', pg_temp.item(:'rice', 2)))), 'parcels_incomplete', 'nothing gets lost');
SELECT is(pg_temp.reship(:'parts', '[{"carrier": "中通", "tracking_no": "Z001"}]'), 'ok', 'it was one parcel after all');
SELECT api.shipping_report_end(:'parts', 1, 'told', NULL) \g /dev/null
SELECT is(pg_temp.report(:'parts'), '1 waiting 2', 'what was being told meanwhile does not count');
SELECT is((SELECT payload::jsonb #>> '{shipping_list,0,tracking_no}' || (payload::jsonb ->> 'delivery_mode') FROM api.shipping_report_take()), 'Z0011', 'told as it is now');
SELECT is(pg_temp.reship(:'parts', :'both'), 'parcels_final', 'once');
DELETE FROM core.identities;
UPDATE core.shipping_reports SET state = 'waiting', ended_at = NULL, due_at = now() WHERE order_id = :'sent';
SELECT is((SELECT concat_ws(' ', order_id, payload) FROM api.shipping_report_take()), :'sent', 'a payer who is gone cannot be named');
SELECT * FROM finish();
ROLLBACK;
