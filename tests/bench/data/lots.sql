-- What the opening (round 1) or the grant (round 3) brought members first … last; the draw was paid
-- from the opening.
\ir ids.sql

INSERT INTO core.lots (id, member_id, journal_id, granted, remaining, expires_at)
SELECT pg_temp.lot_id(:'round', n), pg_temp.member_id(n), pg_temp.journal_id(:'round', n),
       lot.granted, lot.granted - CASE :'round' WHEN '1' THEN 10 ELSE 0 END,
       :'today'::timestamptz + CASE :'round' WHEN '1' THEN (30 + n % 55) * interval '1 day'
                                           ELSE interval '630 days' END
FROM generate_series(:first::bigint, :last::bigint) AS n
CROSS JOIN LATERAL (
    SELECT CASE :'round' WHEN '1' THEN pg_temp.opening_points(n)
                       ELSE pg_temp.granted_points(n) END AS granted) AS lot;
