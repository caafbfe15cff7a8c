-- Who pays which part of an order: discounts, subsidies, points and money, to the fen, and back again.
BEGIN;
\ir fixture/town.psql
\ir fixture/orders.psql
SELECT plan(47);

-- Largest remainder
SELECT is(core.shares_split(amount, weights), expected, what)
FROM (VALUES
    (100::bigint, '{1,1,1}'::bigint[], '{34,33,33}'::bigint[], 'the rest goes to the first of equals'),
    (5, '{1,1,3}', '{1,1,3}', 'what divides is divided'),
    (10, '{6,6,6,2}', '{3,3,3,1}', 'the largest remainders first'),
    (7, '{0,3,0,4}', '{0,3,0,4}', 'nothing for nobody'),
    (0, '{0,0}', '{0,0}', 'nothing of nothing'),
    (9, '{5}', '{9}', 'all for one'),
    (198000000000000, '{99000000000000,99000000000001}', '{99000000000000,99000000000000}', 'great amounts do not overflow'))
    AS t (amount, weights, expected, what);
SELECT setseed(0.5) \g /dev/null
SELECT is(count(*), 0::bigint, 'whatever is split: it sums up, and nobody gets more than their weight')
FROM (SELECT ARRAY(SELECT floor(random() * 1000)::bigint FROM generate_series(0, 1 + i % 5)) AS weights, random() AS part
      FROM generate_series(1, 2000) AS i) AS given
CROSS JOIN LATERAL (SELECT floor(part * sum(w))::bigint AS amount FROM unnest(weights) AS w) AS a
CROSS JOIN LATERAL core.shares_split(amount, weights) AS shares
WHERE (SELECT sum(s) FROM unnest(shares) AS s) <> amount
    OR EXISTS (SELECT FROM unnest(shares, weights) AS p (s, w) WHERE s < 0 OR s > w);

-- Points over lines: only those that take them, by what they cost
CREATE FUNCTION pg_temp.parts(id uuid) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s+%s(%s)+%s+%s+%s', money_fen, points_fen, points, programme_fen, voucher_fen, discount_fen), ' '
                      ORDER BY line) FROM core.order_items WHERE order_id = id
$$;
CREATE FUNCTION pg_temp.made(answer json) RETURNS uuid LANGUAGE sql RETURN (answer ->> 'id')::uuid;
SELECT (body ->> 'id')::uuid AS pair FROM pg_temp.place(:member, jsonb_build_array(
    pg_temp.item(:'three_pounds', 1), pg_temp.item(:'five_pounds', 1), pg_temp.item(:'rice', 2)), 500) \gset
SELECT is(pg_temp.parts(:'pair'), '2881+1109(111)+0+0+0 5990+0(0)+0+0+0 7077+2723(389)+0+0+0', 'points fall to the lines that take them');
SELECT is((SELECT string_agg(payer || amount_fen, ' ' ORDER BY line, payer) FROM core.order_shares WHERE order_id = :'pair'),
    'member_money2881 points1109 member_money5990 member_money7077 points2723', 'a row for each payer');

-- What the merchant takes off, the most that applies
INSERT INTO core.api_keys (merchant_id, name, mode, scopes, hash, display, created_by)
VALUES ('00000004-0000-7000-8000-000000000001', '试验', 'live', '{}', sha256('k'), 'lgh_live_abc…wxyz', :member)
RETURNING id AS key \gset
INSERT INTO core.merchant_discounts (merchant_id, product_id, title, threshold_fen, amount_fen, opens_at, closes_at, api_key_id)
SELECT '00000004-0000-7000-8000-000000000001', product_id, title, threshold_fen, amount_fen, now() + opens_in, now() + closes_in, :'key'
FROM (VALUES (NULL::uuid, '满百减十', 10000, 1000, interval '0', interval '1 day'),
             ('00000005-0000-7000-8000-000000000002', '大米满减', 9800, 1501, interval '0', interval '1 day'),
             (NULL, '已经结束', 100, 100, interval '-2 days', interval '-1 s'),
             (NULL, '还没有开始', 100, 100, interval '1 s', interval '1 day')) AS d (product_id, title, threshold_fen, amount_fen, opens_in, closes_in);
CREATE FUNCTION pg_temp.quote(caller uuid, items jsonb, points bigint DEFAULT 0, vouchers jsonb DEFAULT '[]', OUT outcome text, OUT body json)
LANGUAGE sql AS $$ SELECT * FROM api.order_quote(caller, items, points, vouchers) $$;
SELECT is(body ->> 'discount_fen' || ' ' || (body ->> 'payable_fen'), expected, what)
FROM (VALUES (jsonb_build_array(pg_temp.item(:'five_pounds', 1)), '0 5990', 'below the threshold'),
             (jsonb_build_array(pg_temp.item(:'five_pounds', 2)), '1000 10980', 'one for all of the merchant''s products'),
             (jsonb_build_array(pg_temp.item(:'rice', 2)), '1501 8299', 'one for a product'),
             (jsonb_build_array(pg_temp.item(:'rice', 3), pg_temp.item(:'five_pounds', 1)), '1501 19189', 'the greater of two'))
    AS t (items, expected, what), LATERAL pg_temp.quote(:other, items);
SELECT (body ->> 'id')::uuid AS cut FROM pg_temp.place(:other, jsonb_build_array(
    pg_temp.item(:'five_pounds', 1), pg_temp.item(:'rice', 1))) \gset
SELECT is(pg_temp.parts(:'cut'), '5440+0(0)+0+0+550 4450+0(0)+0+0+450', 'it is split by what the lines cost');
SELECT is((SELECT (q.body ->> 'points_max')::bigint FROM pg_temp.quote(:other, jsonb_build_array(pg_temp.item(:'rice', 2))) AS q),
    1186::bigint, 'points pay for what is left: 1400 of 8299 in 9800, rounded up');

-- A subsidy: budget, caps, scope
SELECT core.budget_open('00000001-0000-7000-8000-000000000002', 2026, '助农', 'services', 'union_dues', 'fen', 100000, NULL, '试验') AS budget \gset
CREATE FUNCTION pg_temp.create(terms jsonb, key text DEFAULT gen_random_uuid()::text, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$
    SELECT * FROM api.subsidy_create(
        '00000003-0000-7000-8000-000000000001', '{admin}', 'budget', coalesce((terms ->> 'organisation_id')::uuid, '00000001-0000-7000-8000-000000000002'),
        (terms ->> 'budget_id')::uuid, '助农消费补贴', coalesce((terms ->> 'percent')::bigint, 20), coalesce((terms ->> 'threshold_fen')::bigint, 0),
        coalesce((terms ->> 'order_cap_fen')::bigint, 3000), coalesce((terms ->> 'member_cap_fen')::bigint, 4000), NULL, terms ->> 'zone', terms ->> 'category',
        coalesce((terms ->> 'total_fen')::bigint, 6000), now(), now() + interval '1 day', key, sha256(convert_to(terms::text, 'UTF8')), gen_random_uuid())
$$;
SELECT is((pg_temp.create(jsonb_build_object('budget_id', :'budget', 'total_fen', 100001))).outcome, 'budget_exceeded', 'no more than the budget has');
SELECT is((pg_temp.create(jsonb_build_object('budget_id', :'budget', 'organisation_id', '00000001-0000-7000-8000-000000000001'))).outcome,
    'organisation_not_found', 'only for those whom one covers');
SELECT is((pg_temp.create(jsonb_build_object('budget_id', core.uuid7()))).outcome, 'budget_not_found', 'only out of a budget');
SELECT is((pg_temp.create(jsonb_build_object('budget_id', :'budget', 'category', '水菓'))).outcome, 'category_unknown', 'only for goods that there are');
SELECT is(core.subsidy_refusal('00000003-0000-7000-8000-000000000001', '{admin}', 'budget', '00000001-0000-7000-8000-000000000002', :'budget', NULL, now() - interval '2 days', now() - t),
          CASE WHEN t >= interval '0' THEN 'activity_times_reversed' END, 'not for a time that is over') FROM unnest(ARRAY[interval '0', interval '-1 second']) AS t;
SELECT is(count(*), 0::bigint, 'nothing was written') FROM core.subsidy_programmes;
SELECT (body ->> 'id')::uuid AS farm FROM pg_temp.create(jsonb_build_object('budget_id', :'budget', 'zone', 'farm')) \gset
CREATE FUNCTION pg_temp.money(budget uuid, programme uuid) RETURNS text LANGUAGE sql AS $$
    SELECT format('%s %s, %s %s', b.committed, b.spent, p.reserved_fen, p.spent_fen)
    FROM core.budgets AS b, core.subsidy_programmes AS p WHERE b.id = budget AND p.id = programme
$$;
SELECT is(pg_temp.money(:'budget', :'farm'), '6000 0, 0 0', 'the budget promises all of it');
SELECT (body ->> 'id')::uuid AS first FROM pg_temp.place(:member, jsonb_build_array(pg_temp.item(:'five_pounds', 1), pg_temp.item(:'ticket', 1)), 100) \gset
SELECT is(pg_temp.parts(:'first'), '4792+0(0)+1198+0+0 0+3000(100)+0+0+0', 'a fifth of what is of the zone');
SELECT is(pg_temp.money(:'budget', :'farm'), '6000 0, 1198 0', 'reserved for the unpaid order');
SELECT is((SELECT concat_ws(' ', body ->> 'subsidy_fen', body ->> 'programme_fen', body ->> 'points_fen') FROM api.order_get(:member, :'first')),
    '4198 1198 3000', 'the union bears points and subsidy');
SELECT (body ->> 'id')::uuid AS second FROM pg_temp.place(:member, jsonb_build_array(pg_temp.item(:'rice', 5))) \gset
SELECT is(pg_temp.parts(:'second'), '20197+0(0)+2802+0+1501', 'what is left of the member''s year, after the discount');
SELECT (body ->> 'id')::uuid AS third FROM pg_temp.place(:other, jsonb_build_array(pg_temp.item(:'rice', 5))) \gset
SELECT is(pg_temp.parts(:'third'), '20999+0(0)+2000+0+1501', 'what is left of the programme');
SELECT is((SELECT (q.body ->> 'programme_fen') FROM pg_temp.quote(:fourth, jsonb_build_array(pg_temp.item(:'rice', 1))) AS q), '0', 'then nothing');
SELECT is((SELECT concat_ws(' ', body #>> '{items,0,used_fen}', body #>> '{items,0,left_fen}') FROM api.me_subsidies(:member)), '4000 0', 'each sees their own');

-- Paid, late or not
SELECT is(core.order_paid(:'first', now()), true, 'paid');
SELECT is(core.order_paid(:'first', now()), false, 'once');
SELECT is(pg_temp.money(:'budget', :'farm'), '4802 1198, 4802 1198', 'what was reserved is spent');
SELECT is(pg_temp.stock(:'five_pounds') || ', ' || (SELECT status FROM core.orders WHERE id = :'first'), '2 2 1, paid', 'pieces are sold');
UPDATE core.orders SET status = 'closing', closing_as = 'cancelled' WHERE id = :'second';
SELECT is(core.order_paid(:'second', now()), true, 'also while it was being closed');
SELECT is((SELECT string_agg(from_status || '>' || to_status, ' ' ORDER BY at, from_status) FROM core.order_events WHERE order_id = :'second'),
    'closing>paid new>pending_payment pending_payment>closing', 'by the way that it went');
UPDATE core.orders SET expires_at = now() WHERE id = :'third';
SELECT is((SELECT body ->> 'expired' FROM api.orders_expire(10)), '1', 'the third is not');
SELECT is(core.order_paid(:'third', now()), false, 'too late');
SELECT is(pg_temp.money(:'budget', :'farm'), '2000 4000, 0 4000', 'what it had reserved is free again');

-- The price that was told
SELECT is((SELECT a.outcome FROM api.order_create(ARRAY[:fourth], ARRAY[jsonb_build_array(pg_temp.item(:'rice', 1))], '{0}', ARRAY['{"kind": "pickup"}'::jsonb],
    ARRAY[NULL]::bytea[], ARRAY[core.uuid7()], '{[]}', ARRAY[expected], ARRAY['key-expected-' || expected], ARRAY[sha256('x')], ARRAY[core.uuid7()]) AS a), outcome, what)
FROM (VALUES (3919::bigint, 'price_changed', 'another price is refused'), (3920, 'ok', 'the very one is taken')) AS t (expected, outcome, what);
SELECT is((pg_temp.place(:member, jsonb_build_array(pg_temp.item(:'rice', 1), pg_temp.item(:'closed_shop', 1)))).outcome, 'sku_not_found', 'a closed shop');
UPDATE core.merchants SET status = 'active';
SELECT is((pg_temp.place(:member, jsonb_build_array(pg_temp.item(:'rice', 1), pg_temp.item(:'closed_shop', 1)))).outcome, 'merchants_mixed', 'one merchant only');

-- Closing
CREATE FUNCTION pg_temp.close(id uuid) RETURNS text LANGUAGE sql AS $$
    SELECT c.outcome FROM api.subsidy_close('00000003-0000-7000-8000-000000000001', '{admin}', 'budget', id, '提前结束', gen_random_uuid()::text, sha256('c'), core.uuid7()) AS c
$$;
SELECT is(pg_temp.close(:'farm') || ' ' || pg_temp.close(:'farm'), 'ok subsidy_closed', 'a programme is closed once');
SELECT is(pg_temp.money(:'budget', :'farm'), '980 4000, 980 4000', 'its budget has back what nobody has reserved');
SELECT is_empty('SELECT * FROM core.order_violations() UNION ALL SELECT * FROM core.ledger_violations()', 'no rule is broken');
SELECT * FROM finish();
ROLLBACK;
