-- The journals of one round for members first … last.
\ir ids.sql

INSERT INTO core.journals (id, kind, reference_id, created_at)
SELECT pg_temp.journal_id(:'round', n),
       CASE :'round' WHEN '1' THEN 'opening' WHEN '2' THEN 'lottery_draw' ELSE 'grant' END,
       pg_temp.reference_id(:'round', n), pg_temp.moment(:'round', n, :members, :'today')
FROM generate_series(:first::bigint, :last::bigint) AS n;
