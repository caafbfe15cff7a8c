-- What everybody wants at once: a lottery that is open for ten years and a SKU that lasts for
-- 1,000,000,000 orders, beside a hundred others. And the lottery of the members' past, in which everyone won: a rule with one
-- number needs no hash a ticket to be loaded.
\ir ids.sql

INSERT INTO core.lotteries (id, organisation_id, title, kind, description, cost_points, opens_at,
                            closes_at, draws_per_member, blank_weight, seed, created_at)
SELECT draft.id, pg_temp.bench_id('41', 2), draft.title, 'instant', draft.description, 10,
       :'today'::timestamptz + draft.opens, :'today'::timestamptz + draft.closes, draft.limit_draws,
       draft.blank_weight, decode(:'lottery_seed', 'hex'),
       :'today'::timestamptz + draft.opens - interval '30 days'
FROM (VALUES
    (:'lottery_id'::uuid, '天天有礼·积分抽奖', '每次 10 积分，即抽即开，奖完即止。咨询电话 12351。',
     interval '-1 day', interval '10 years', 100000, 8000),
    (pg_temp.bench_id('51', 1), '迎新年·人人有礼', '每次 10 积分，每人一次。咨询电话 12351。',
     interval '-201 days', interval '-180 days', 1, 0))
    AS draft (id, title, description, opens, closes, limit_draws, blank_weight);

-- Of 10,000 numbers of the open lottery, 2,000 win.
INSERT INTO core.prizes (id, lottery_id, position, name, weight, stock, remaining, value_fen)
SELECT pg_temp.bench_id('52', prize.number), prize.lottery_id, prize.number % 10, prize.name,
       prize.weight, 10000000, 10000000, prize.value_fen
FROM (VALUES
    (11, pg_temp.bench_id('51', 1), '“劳动最光荣”电子徽章', 1, 0),
    (21, :'lottery_id'::uuid, '老寨西瓜券（一个）', 100, 1980),
    (22, :'lottery_id'::uuid, '云雾茶体验装', 300, 1500),
    (23, :'lottery_id'::uuid, '5 元话费', 600, 500),
    (24, :'lottery_id'::uuid, '板浦凉粉到店券', 1000, 600))
    AS prize (number, lottery_id, name, weight, value_fen);

SELECT core.lottery_publish(l.id, l.opens_at - interval '7 days') FROM core.lotteries AS l;

INSERT INTO core.merchants (id, name, kind, organisation_id, district_code, address)
VALUES (pg_temp.bench_id('61', 1), '东海老寨西瓜农场', 'farm', pg_temp.bench_id('41', 2), '320722',
        '东海县石榴街道老寨西瓜基地');
INSERT INTO core.products (id, merchant_id, name, zone, category, description)
VALUES (pg_temp.bench_id('62', 1), pg_temp.bench_id('61', 1), '老寨西瓜', 'farm', '水果',
        '沙地种植，皮薄沙瓤，当天采摘。');
INSERT INTO core.skus (id, product_id, name, price_fen, points_price, received, on_hand)
VALUES (:'sku_id', pg_temp.bench_id('62', 1), '一个约 4 公斤', 1000, 10, 1000000000, 1000000000);
INSERT INTO core.skus (id, product_id, name, price_fen, points_price, received, on_hand)
SELECT pg_temp.bench_id('64', number), pg_temp.bench_id('62', 1), format('第 %s 垄', number), 1000, 10,
       1000000000, 1000000000
FROM generate_series(1, 100) AS number;
