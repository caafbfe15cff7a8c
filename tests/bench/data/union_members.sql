-- The accounts of people first … last.
\ir ids.sql
\ir papers.sql

INSERT INTO core.members (id, member_no, person_id, phone_masked, phone_index)
SELECT pg_temp.member_id(n), 10000000 + n, pg_temp.member_id(n),
       '199****' || lpad((n % 10000)::text, 4, '0'),
       pg_temp.blind_index('phone', '199' || lpad(n::text, 8, '0'), :'index_key')
FROM generate_series(:first::bigint, :last::bigint) AS n;
