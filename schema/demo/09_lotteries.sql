-- 12 lotteries with prizes for some 300,000 yuan. Nine belong to last year's festivals and are
-- over: their seeds are fixed here, so that their tickets are the same in every load. The others
-- get theirs from the operating system, like any real lottery: a seed that stands in a public file
-- would commit to nothing. Number 12 never closes, or a demonstration kept for a while would have
-- nothing left to draw; its last prize never runs out either.

CREATE TEMPORARY TABLE demo_lotteries AS
SELECT draft.*, pg_temp.demo_id('lottery', draft.number) AS id
FROM (VALUES
    (1, 320700, 'instant', '迎新年·开门红', 10, 1, 5250, pg_temp.demo_date(1, 1, '9 hours'), 7),
    (2, 320700, 'instant', '巾帼绽放·三八专场', 10, 1, 4500, pg_temp.demo_date(3, 8, '9 hours'), 5),
    (3, 320700, 'instant', '春茶飘香·云雾茶季', 10, 2, 6100, pg_temp.demo_date(4, 10, '9 hours'), 7),
    (4, 320700, 'instant', '致敬劳动者·五一抽奖', 20, 1, 5950, pg_temp.demo_date(5, 1, '9 hours'), 7),
    (5, 320722, 'instant', '瓜分幸福·夏日西瓜季', 10, 2, 4400, pg_temp.demo_date(6, 20, '9 hours'), 10),
    (6, 320700, 'instant', '夏送清凉·户外劳动者专场', 5, 1, 2490, pg_temp.demo_date(7, 15, '9 hours'), 10),
    (7, 320706, 'instant', '海州职工运动月', 10, 1, 4700, pg_temp.demo_date(8, 8, '9 hours'), 10),
    (8, 320707, 'instant', '萄你欢心·金秋葡萄季', 10, 2, 6000, pg_temp.demo_date(9, 1, '9 hours'), 10),
    (9, 320700, 'instant', '云台登高·国庆抽奖', 20, 1, 5400, pg_temp.demo_date(10, 1, '9 hours'), 7),
    (10, 320700, 'raffle', '橙意满满·年终大抽签', 30, 5, 0, pg_temp.demo_day(-5, '9 hours'), 60),
    (11, 320700, 'instant', '迎春纳福·年货抽奖', 20, 2, 5000, pg_temp.demo_day(20, '9 hours'), 10),
    (12, 320700, 'instant', '天天有礼·积分抽奖', 10, 1000, 5000, pg_temp.demo_day(-30, '9 hours'), NULL))
    AS draft (number, region, kind, title, cost_points, draws_per_member, blank_weight, opens_at,
              days);

INSERT INTO core.lotteries (id, organisation_id, title, kind, description, cost_points, opens_at,
                            closes_at, draws_per_member, blank_weight, seed, created_at)
SELECT draft.id, pg_temp.demo_id('organisation', draft.region), draft.title, draft.kind,
       format('%s工会会员可参加，每次 %s 积分，每人最多 %s 次。%s奖品、数量和概率见奖品表，奖完即止。'
              '中奖后 30 天内凭会员码到职工服务中心领取，逾期视为放弃。主办：%s总工会，咨询电话 12351。',
              place.name, draft.cost_points, draft.draws_per_member,
              CASE draft.kind WHEN 'instant' THEN '即抽即开。' ELSE '截止后统一开奖。' END,
              place.name),
       draft.cost_points, draft.opens_at,
       coalesce(draft.opens_at + draft.days * interval '1 day' - interval '11 hours',
                '2099-12-31 23:59:59+08'),
       draft.draws_per_member, draft.blank_weight,
       CASE WHEN draft.number <= 9
            THEN sha256(convert_to('demo lottery ' || draft.number, 'UTF8'))
            ELSE public.gen_random_bytes(32) END,
       draft.opens_at - interval '60 days'
FROM demo_lotteries AS draft
JOIN (VALUES (320700, '连云港市'), (320706, '海州区'), (320707, '赣榆区'), (320722, '东海县'))
    AS place (region, name) ON place.region = draft.region;

INSERT INTO core.prizes (id, lottery_id, position, name, weight, stock, remaining, value_fen)
SELECT pg_temp.demo_id('prize', prize.lottery * 10 + prize.position),
       pg_temp.demo_id('lottery', prize.lottery), prize.position, prize.name, prize.weight,
       prize.stock, prize.stock, prize.value_fen
FROM (VALUES
    (1, 1, '云雾茶礼盒', 150, 15, 38800),
    (1, 2, '不锈钢保温杯', 600, 50, 5900),
    (1, 3, '30 元话费', 1500, 120, 3000),
    (1, 4, '老街桃酥一份', 2500, 200, 1580),
    (2, 1, '东海温泉双人门票', 200, 20, 19600),
    (2, 2, '东海水晶手串', 500, 40, 6800),
    (2, 3, '电影票', 1800, 120, 3500),
    (2, 4, '纯棉毛巾两条', 3000, 200, 1580),
    (3, 1, '明前云雾茶 100 克', 300, 40, 16800),
    (3, 2, '采茶体验券', 600, 60, 5800),
    (3, 3, '云雾茶体验装', 3000, 300, 1500),
    (4, 1, '温泉疗休养一日', 300, 60, 26800),
    (4, 2, '职工体检套餐', 250, 40, 29800),
    (4, 3, '不锈钢保温杯', 1000, 150, 5900),
    (4, 4, '电影票', 2500, 300, 3500),
    (5, 1, '便携榨汁杯', 100, 20, 12900),
    (5, 2, '老寨西瓜券（两个）', 2500, 300, 3680),
    (5, 3, '麒麟小西瓜券（两个）', 3000, 400, 2580),
    (6, 1, '电动自行车一辆', 10, 3, 319900),
    (6, 2, '骑行头盔', 1500, 150, 5900),
    (6, 3, '夏日清凉包', 3000, 300, 4900),
    (6, 4, '反光骑行马甲', 3000, 300, 1900),
    (7, 1, '羽毛球拍一副', 300, 20, 19900),
    (7, 2, '羽毛球场券', 2000, 150, 3000),
    (7, 3, '运动毛巾', 3000, 200, 2500),
    (8, 1, '阳光玫瑰葡萄 2 公斤', 1500, 120, 6800),
    (8, 2, '夏黑葡萄 2 公斤', 2500, 200, 3580),
    (9, 1, '登山背包', 400, 40, 16900),
    (9, 2, '花果山风鹅一只', 1200, 120, 7980),
    (9, 3, '30 元话费', 3000, 300, 3000),
    -- In a raffle every piece is one chance.
    (10, 1, '智能手机一部', 2, 2, 399900),
    (10, 2, '云台山疗休养双人三日', 5, 5, 198000),
    (10, 3, '脐橙一箱（5 公斤）', 200, 200, 5900),
    (11, 1, '港城年货礼盒', 500, 80, 16800),
    (11, 2, '春联福字礼包', 2500, 300, 1500),
    (11, 3, '10 元话费', 2000, 290, 1000),
    (12, 1, '老寨西瓜券（一个）', 100, 500, 1980),
    (12, 2, '云雾茶体验装', 300, 800, 1500),
    (12, 3, '5 元话费', 800, 2000, 500),
    (12, 4, '板浦凉粉到店券', 800, 1500, 600),
    (12, 5, '“劳动最光荣”电子徽章', 3000, 10000000, 0))
    AS prize (lottery, position, name, weight, stock, value_fen);

SELECT core.lottery_publish(draft.id, least(draft.opens_at - interval '7 days',
                                            pg_temp.demo_day(-1, '10 hours')))
FROM demo_lotteries AS draft ORDER BY draft.number;
