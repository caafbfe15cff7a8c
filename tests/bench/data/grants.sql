-- The grants to members first … last, each by the administrator of the member's district.
\ir ids.sql

INSERT INTO core.grants (id, admin_id, member_id, points, reason, budget_id, expires_at,
                         idempotency_key, created_at)
SELECT pg_temp.reference_id('3', n), pg_temp.bench_id('44', n % 140 % 7), pg_temp.member_id(n),
       pg_temp.granted_points(n), '国庆节慰问', pg_temp.bench_id('45', n % 140 % 7),
       :'today'::timestamptz + interval '630 days', pg_temp.bench_id('46', n)::text,
       pg_temp.moment('3', n, :members, :'today')
FROM generate_series(:first::bigint, :last::bigint) AS n;
