-- 31 giveaways with 44,407 shares in all: melons in summer, grapes in early autumn, oranges in
-- December, vegetables now. Past ones are given away to the last share; of the vegetables the
-- city's are open for good, so that there is always something to claim, and the districts' come.

INSERT INTO core.giveaways (id, organisation_id, title, produce, description, shares, given_before,
                            opens_at, closes_at)
SELECT pg_temp.demo_id('giveaway', series.number * 10 + area.number),
       pg_temp.demo_id('organisation', area.region), series.title || '·' || area.name,
       series.produce, series.description || area.name || '工会会员每人限领一份，凭会员码自提，领完为止。',
       area.shares[series.number], area.shares[series.number],
       series.opens_at + area.number * interval '1 day',
       series.opens_at + area.number * interval '1 day' + interval '10 days'
FROM (VALUES
    (1, '瓜分幸福', '西瓜', '东海老寨西瓜一个，约 4 公斤。', pg_temp.demo_date(7, 1, '10 hours')),
    (2, '萄你欢心', '葡萄', '赣榆夹谷山夏黑葡萄一箱，2 公斤。', pg_temp.demo_date(8, 20, '10 hours')),
    (3, '橙意满满', '橙子', '应季脐橙一箱，2.5 公斤，产销帮扶直采。', pg_temp.demo_date(12, 5, '10 hours')))
    AS series (number, title, produce, description, opens_at),
    (VALUES
    (1, '全市', 320700, ARRAY[5000, 4000, 2500]),
    (2, '海州区', 320706, ARRAY[3000, 2500, 1500]),
    (3, '连云区', 320703, ARRAY[1800, 1200, 900]),
    (4, '赣榆区', 320707, ARRAY[2000, 1800, 1000]),
    (5, '东海县', 320722, ARRAY[2000, 1500, 1000]),
    (6, '灌云县', 320723, ARRAY[1500, 1200, 800]),
    (7, '灌南县', 320724, ARRAY[1407, 1000, 700]),
    (8, '开发区', 320771, ARRAY[800, 700, 600])) AS area (number, name, region, shares);

INSERT INTO core.giveaways (id, organisation_id, title, produce, description, shares,
                            opens_at, closes_at)
SELECT pg_temp.demo_id('giveaway', 40 + area.number),
       pg_temp.demo_id('organisation', area.region), '蔬送美好·' || area.name, '蔬菜',
       '灌云时令蔬菜一篮，三样约 2 公斤。' || area.name || '工会会员每人限领一份，凭会员码自提，领完为止。',
       area.shares, pg_temp.demo_day(coalesce(area.opens_in, -1), '10 hours'),
       coalesce(pg_temp.demo_day(area.opens_in + 10, '10 hours'), '2099-12-31 23:59:59+08')
FROM (VALUES
    (1, '全市', 320700, 1500, NULL), (2, '海州区', 320706, 800, 7), (3, '连云区', 320703, 400, 8),
    (4, '赣榆区', 320707, 400, 9), (5, '东海县', 320722, 400, 10), (6, '灌云县', 320723, 300, 11),
    (7, '灌南县', 320724, 200, 12)) AS area (number, name, region, shares, opens_in);

DO $$
DECLARE
    giveaway core.giveaways;
BEGIN
    FOR giveaway IN SELECT g.* FROM core.giveaways AS g WHERE g.published_at IS NULL ORDER BY g.id LOOP
        PERFORM core.giveaway_publish(giveaway.id, least(now(), giveaway.opens_at - interval '7 days'));
    END LOOP;
END
$$;
