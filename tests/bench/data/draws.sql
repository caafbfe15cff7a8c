-- The draw of members first … last in the lottery where everyone won: ticket n is member n's.
\ir ids.sql

INSERT INTO core.draw_counts (lottery_id, member_id, draws)
SELECT pg_temp.bench_id('51', 1), pg_temp.member_id(n), 1
FROM generate_series(:first::bigint, :last::bigint) AS n;

INSERT INTO core.draws (id, lottery_id, ticket, member_id, client_nonce, number, prize_id,
                        cost_points, idempotency_key, created_at)
SELECT pg_temp.reference_id('2', n), pg_temp.bench_id('51', 1), n, pg_temp.member_id(n), '', 0,
       pg_temp.bench_id('52', 11), 10, pg_temp.bench_id('53', n)::text,
       pg_temp.moment('2', n, :members, :'today')
FROM generate_series(:first::bigint, :last::bigint) AS n;

INSERT INTO core.allocations (journal_id, lot_id, points)
SELECT pg_temp.journal_id('2', n), pg_temp.lot_id('1', n), 10
FROM generate_series(:first::bigint, :last::bigint) AS n;
