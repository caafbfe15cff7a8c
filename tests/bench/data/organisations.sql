-- The tree that the members hang on: the city's districts with 20 enterprises each, and in every
-- district an administrator with a budget.
\ir ids.sql

INSERT INTO core.organisations (id, code, name, level, parent_id) VALUES
    (pg_temp.bench_id('41', 1), '320000', '江苏省总工会', 'province', NULL),
    (pg_temp.bench_id('41', 2), '320700', '连云港市总工会', 'city', pg_temp.bench_id('41', 1));

INSERT INTO core.organisations (id, code, name, level, parent_id)
SELECT pg_temp.bench_id('42', region.number), region.code, region.name || '总工会', 'district',
       pg_temp.bench_id('41', 2)
FROM (VALUES (0, '320703', '连云区'), (1, '320706', '海州区'), (2, '320707', '赣榆区'),
             (3, '320722', '东海县'), (4, '320723', '灌云县'), (5, '320724', '灌南县'),
             (6, '320771', '连云港经济技术开发区')) AS region (number, code, name);

-- Enterprise e lies in district e modulo 7.
INSERT INTO core.organisations (id, code, name, level, parent_id)
SELECT pg_temp.bench_id('43', e), 'BENCH-E' || lpad(e::text, 3, '0'),
       (ARRAY['港务', '纺织', '机械', '物流', '食品', '医药', '公交', '环卫', '建筑', '电力'])[1 + e % 10]
       || '第 ' || e + 1 || ' 公司工会', 'enterprise', pg_temp.bench_id('42', e % 7)
FROM generate_series(0, 139) AS e;

INSERT INTO core.admins (id, login, created_at)
SELECT pg_temp.bench_id('44', d), 'bench-' || d, :'today'::timestamptz - interval '2 years'
FROM generate_series(0, 6) AS d;
INSERT INTO core.role_grants (admin_id, role, organisation_id)
SELECT pg_temp.bench_id('44', d), 'admin', pg_temp.bench_id('42', d)
FROM generate_series(0, 6) AS d;

INSERT INTO core.budgets (id, organisation_id, year, name, subject, fund_source, unit, total)
SELECT pg_temp.bench_id('45', d), pg_temp.bench_id('42', d),
       date_part('year', :'today'::timestamptz - interval '95 days')::integer, '普惠服务专项',
       'services', 'union_dues', 'points', 1000000000000
FROM generate_series(0, 6) AS d;
