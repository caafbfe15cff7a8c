-- Both sides of one round's journals for members first … last; a member's lines are the rounds.
\ir ids.sql

INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
SELECT pg_temp.journal_id(:'round', n), side.account, side.member_id, side.line, side.delta,
       side.balance_after
FROM generate_series(:first::bigint, :last::bigint) AS n
CROSS JOIN LATERAL (
    SELECT CASE :'round' WHEN '1' THEN pg_temp.opening_points(n) WHEN '2' THEN -10
                       ELSE pg_temp.granted_points(n) END AS delta,
           CASE :'round' WHEN '1' THEN pg_temp.opening_points(n)
                       WHEN '2' THEN pg_temp.opening_points(n) - 10
                       ELSE pg_temp.opening_points(n) - 10 + pg_temp.granted_points(n)
                       END AS balance_after
) AS move
CROSS JOIN LATERAL (VALUES
    ('available', pg_temp.member_id(n), :round::bigint, move.delta, move.balance_after),
    (CASE :'round' WHEN '2' THEN 'lottery' ELSE 'union' END, NULL, NULL, -move.delta, NULL))
    AS side (account, member_id, line, delta, balance_after);
