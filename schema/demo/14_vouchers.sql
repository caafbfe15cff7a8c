-- Three kinds of vouchers, paid by a budget of the city in fen: off an order or a bill, a picking of strawberries,
-- and an amount that the staff give. The first two can be claimed for as long as a demonstration is kept.

CREATE TEMPORARY TABLE demo_funding AS
SELECT core.budget_open(
    pg_temp.demo_id('organisation', 320700),
    date_part('year', pg_temp.demo_day(0) AT TIME ZONE 'Asia/Shanghai')::bigint, '助农消费券', 'services',
    'union_dues', 'fen', 30000000, NULL, '年度预算') AS budget_id;

INSERT INTO core.voucher_templates (id, organisation_id, kind, funding, state, title, description, merchant_id,
                                    budget_id, uses, is_claimable, opens_at, closes_at, valid_days, created_at,
                                    published_at)
SELECT pg_temp.demo_id('voucher template', draft.number), pg_temp.demo_id('organisation', 320700), draft.kind,
       'budget', 'published', draft.title, draft.description, pg_temp.demo_id('merchant', draft.merchant),
       paid.budget_id, draft.uses, draft.number <> 3, pg_temp.demo_day(-20), '2099-12-31 23:59:59+08', 365,
       pg_temp.demo_day(-31, '9 hours'), pg_temp.demo_day(-30, '9 hours')
FROM demo_funding AS paid, (VALUES
    (1, 'discount', '助农满减券', '全市商家通用，线上下单、到店出示都可以用，每人限领一张。', NULL, 1),
    (2, 'exchange', '东海草莓采摘券', '到东海双店草莓采摘园采摘，可以去两次。', 2, 2),
    (3, 'amount', '工间茶饮卡', '在全市商家当钱用，用完为止，由工会发放。', NULL, 1))
    AS draft (number, kind, title, description, merchant, uses);
INSERT INTO core.voucher_tiers (template_id, tier, threshold_fen, amount_fen, stock)
SELECT pg_temp.demo_id('voucher template', t.number), t.tier, t.threshold_fen, t.amount_fen, t.stock
FROM (VALUES (1, 1, 10000, 3000, 2000), (1, 2, 6000, 1500, 5000), (2, 1, 0, 1500, 500), (3, 1, 0, 5000, 1000))
    AS t (number, tier, threshold_fen, amount_fen, stock);
INSERT INTO core.voucher_counters (template_id)
SELECT pg_temp.demo_id('voucher template', number) FROM generate_series(1, 3) AS number;
SELECT core.budget_commit(t.budget_id, t.id, core.voucher_stock_value(t), NULL, t.title)
FROM core.voucher_templates AS t
WHERE t.id IN (SELECT pg_temp.demo_id('voucher template', number) FROM generate_series(1, 3) AS number)
ORDER BY t.id;

-- The first members of the city have some of each, the very first one all three.
SELECT cardinality(core.voucher_record(core.voucher_assign(ARRAY(
    SELECT ROW(row_number() OVER (ORDER BY m.member_no), pg_temp.demo_id('voucher template', number), m.id,
               format('demo-voucher-%s', number), NULL, NULL, NULL, NULL, NULL, core.benefits_from(m.id), m.person_id,
               NULL, NULL)::core.voucher_slip
    FROM core.members AS m
    WHERE m.member_no BETWEEN 10000001 AND 10000000 + 300 / number
    ORDER BY m.member_no)), 'claim', NULL))
FROM generate_series(1, 3) AS number ORDER BY number;
