-- A tree of unions with a tenth as many organisations as members: a city with ten districts, a town for
-- each hundred organisations, enterprises below the towns; eight administrators of the city.
\ir ids.sql
SELECT :members / 10 / 100 AS towns, :members / 10 - :members / 10 / 100 - 12 AS enterprises \gset

INSERT INTO core.organisations (id, code, name, level, parent_id) VALUES
    (pg_temp.bench_id('41', 1), '320000', '江苏省总工会', 'province', NULL),
    (pg_temp.bench_id('41', 2), '320700', '连云港市总工会', 'city', pg_temp.bench_id('41', 1));
INSERT INTO core.organisations (id, code, name, level, parent_id)
SELECT pg_temp.bench_id('42', d), '3207' || d + 10, '第 ' || d + 1 || ' 区总工会', 'district',
       pg_temp.bench_id('41', 2)
FROM generate_series(0, 9) AS d;
-- Town t lies in district t modulo 10, enterprise e in town e modulo the number of towns.
INSERT INTO core.organisations (id, code, name, level, parent_id)
SELECT pg_temp.bench_id('46', t), 'BENCH-T' || lpad(t::text, 5, '0'),
       (ARRAY['墟沟', '新浦', '花果山', '青口', '牛山', '伊山', '新安', '板浦', '海头', '锦屏'])[1 + t % 10]
       || '第 ' || t || ' 街道总工会', 'town', pg_temp.bench_id('42', t % 10)
FROM generate_series(0, :towns - 1) AS t;
INSERT INTO core.organisations (id, code, name, level, parent_id)
SELECT pg_temp.bench_id('43', e), 'BENCH-E' || lpad(e::text, 7, '0'),
       (ARRAY['港务', '纺织', '机械', '物流', '食品', '医药', '公交', '环卫', '建筑', '电力', '茶叶', '水晶',
              '紫菜'])[1 + e % 13]
       || (ARRAY['第一', '新华', '东方', '海通', '云台', '金海'])[1 + e / 13 % 6] || e
       || (ARRAY['公司', '厂', '有限公司', '集团', '合作社'])[1 + e % 5] || '工会', 'enterprise',
       pg_temp.bench_id('46', e % :towns)
FROM generate_series(0, :enterprises - 1) AS e;

INSERT INTO core.admins (id, login)
SELECT pg_temp.bench_id('44', a), 'bench-' || a FROM generate_series(0, 7) AS a;
INSERT INTO core.role_grants (admin_id, role, organisation_id)
SELECT pg_temp.bench_id('44', a), 'admin', pg_temp.bench_id('41', 2) FROM generate_series(0, 7) AS a;
