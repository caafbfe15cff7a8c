-- People first … last, found by the ID number that each number gives: core.people as the API writes it,
-- but for what is sealed.
\ir ids.sql
\ir papers.sql

INSERT INTO core.people (id, real_name_masked, id_number_masked, id_number_index)
SELECT pg_temp.member_id(n), '王**', overlay(number PLACING '**********' FROM 5),
       pg_temp.blind_index('id_number', number, :'index_key')
FROM generate_series(:first::bigint, :last::bigint) AS n, pg_temp.id_number(n) AS number;
