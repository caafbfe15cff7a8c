-- Products first to last of a large mall: place, sort, thing and form, each as common as it is in the
-- list, so that what is looked for is in a fifth, a thousandth or none of the names.
\ir ids.sql

INSERT INTO core.products (id, merchant_id, name, zone, category)
SELECT pg_temp.bench_id('62', p), pg_temp.bench_id('61', 1 + p % 200),
    (ARRAY['海州', '东海', '赣榆', '灌云', '灌南', '连云', '云台', '花果山', '前三岛'])[
        1 + (hashint8extended(p, 1) & 7) + (hashint8extended(p, 2) & 1)]
    || (ARRAY['', '老寨', '有机', '散养', '精品', '手工', '头茬', '富硒'])[
        1 + (hashint8extended(p, 3) & 7)]
    || (ARRAY['西瓜', '草莓', '葡萄', '大米', '紫菜', '对虾', '云雾茶', '芦笋', '樱桃', '桃',
              '梨', '甜瓜', '黄瓜', '冬瓜', '莲藕', '菌菇', '花生', '豆丹', '凉粉', '滴醋',
              '风鹅', '烧鸡', '煎饼', '豆干', '泥鳅', '稻虾', '海盐', '蜂蜜', '鸭蛋', '山药',
              '茄子', '芦蒿'])[1 + (hashint8extended(p, 4) & 31)]
    || (ARRAY['', '礼盒', '采摘券', '提货券', ' 五斤装', ' 一箱', '干', '体验装'])[
        1 + (hashint8extended(p, 5) & 7)]
    || CASE WHEN p % 1000 = 0 THEN ' 金奖' ELSE '' END,
    (ARRAY['farm', 'points', 'benefit', 'rural_revival'])[1 + (hashint8extended(p, 6) & 3)], '水果'
FROM generate_series(:first, :last) AS p;
