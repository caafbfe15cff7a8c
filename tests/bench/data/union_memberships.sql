-- The memberships of people first … last: one in fifty in the first enterprise, as in a large port,
-- the others evenly in all of them.
\ir ids.sql
SELECT :members / 10 - :members / 10 / 100 - 12 AS enterprises \gset

INSERT INTO core.memberships (person_id, organisation_id, span, source)
SELECT pg_temp.member_id(n),
       pg_temp.bench_id('43', CASE WHEN n % 50 = 0 THEN 0 ELSE n * 7919 % :enterprises END),
       tstzrange(pg_temp.moment('1', n, :members, :'today') - interval '1 year', NULL), 'import'
FROM generate_series(:first::bigint, :last::bigint) AS n;
