-- Two hundred merchants of the city.
\ir ids.sql

INSERT INTO core.merchants (id, name, kind, organisation_id, district_code, address)
SELECT pg_temp.bench_id('61', m), '第 ' || m || ' 农场', 'farm', pg_temp.bench_id('41', 2), '320722',
       '东海县石榴街道'
FROM generate_series(1, 200) AS m;
