-- The draw of members first … last in the lottery where everyone won: ticket n is member n's.
\ir ids.sql

INSERT INTO core.draw_counts (lottery_id, member_id, draws, participant)
SELECT pg_temp.bench_id('51', 1), pg_temp.member_id(n), 1, n
FROM generate_series(:first::bigint, :last::bigint) AS n;

INSERT INTO core.draws (id, lottery_id, ticket, member_id, client_nonce, number, prize_id,
                        cost_points, idempotency_key, created_at)
SELECT pg_temp.reference_id('2', n), pg_temp.bench_id('51', 1), n, pg_temp.member_id(n), '', 0,
       pg_temp.bench_id('52', 11), 10, pg_temp.bench_id('53', n)::text,
       pg_temp.moment('2', n, :members, :'today')
FROM generate_series(:first::bigint, :last::bigint) AS n;

-- All of it was handed out long ago.
INSERT INTO core.awards (id, activity_id, member_id, prize_id, source_id, value_fen, state, claim_by,
                         redeemed_at, created_at)
SELECT pg_temp.bench_id('54', n), pg_temp.bench_id('51', 1), pg_temp.member_id(n),
       pg_temp.bench_id('52', 11), pg_temp.reference_id('2', n), 0, 'redeemed', made.at + interval '30 days',
       made.at + interval '1 day', made.at
FROM generate_series(:first::bigint, :last::bigint) AS n
CROSS JOIN LATERAL (SELECT pg_temp.moment('2', n, :members, :'today') AS at) AS made;

INSERT INTO core.allocations (journal_id, lot_id, points)
SELECT pg_temp.journal_id('2', n), pg_temp.lot_id('1', n), 10
FROM generate_series(:first::bigint, :last::bigint) AS n;
