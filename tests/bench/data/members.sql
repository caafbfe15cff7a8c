-- Members first … last and their wallets as the three rounds leave them: 20,000–30,000 points of the
-- opening that expire in 30 to 84 days, less a draw, and 75,000–85,000 that were granted.
\ir ids.sql

INSERT INTO core.people (id, real_name_masked)
SELECT pg_temp.member_id(n),
       (ARRAY['王', '李', '张', '刘', '陈', '孙', '徐', '周', '吴', '赵', '杨', '朱', '马', '胡',
              '高', '郭', '何', '罗', '梁', '宋', '韩', '唐', '欧阳'])[1 + n % 23] || '**'
FROM generate_series(:first::bigint, :last::bigint) AS n;

INSERT INTO core.members (id, member_no, person_id, phone_masked, created_at)
SELECT pg_temp.member_id(n), 10000000 + n, pg_temp.member_id(n),
       (ARRAY['130', '131', '132', '135', '138', '139', '150', '158', '159', '176', '180', '186',
              '189', '198'])[1 + n % 14] || '****' || lpad((n * 7919 % 10000)::text, 4, '0'),
       pg_temp.moment('1', n, :members, :'today') - interval '1 year'
FROM generate_series(:first::bigint, :last::bigint) AS n;

INSERT INTO core.memberships (person_id, organisation_id, span, source)
SELECT pg_temp.member_id(n), pg_temp.bench_id('43', n % 140),
       tstzrange(pg_temp.moment('1', n, :members, :'today') - interval '1 year', NULL), 'import'
FROM generate_series(:first::bigint, :last::bigint) AS n;

INSERT INTO core.wallets (member_id, available, version, next_expiry)
SELECT pg_temp.member_id(n), pg_temp.opening_points(n) - 10 + pg_temp.granted_points(n), 3,
       :'today'::timestamptz + (30 + n % 55) * interval '1 day'
FROM generate_series(:first::bigint, :last::bigint) AS n;
