-- core.draw_number against vectors that were computed elsewhere.
BEGIN;
\ir fixture/town.psql
SELECT plan(15);

\set seed '''\\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f''::bytea'
\set public '''fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd'''
SELECT is(core.draw_number(:seed, 'LYG-2026-001', :public, t.nonce, t.n), t.expected::numeric,
    format('ticket %s of %s', t.nonce, t.n))
FROM (VALUES (0, 100, 35), (1, 100, 82), (2, 100, 2), (0, 10000, 2835), (0, 3, 2),
    (0, 9223372036854775809, 5967293859671752835), (1, 9223372036854775809, 7616643923835820768),
    (2, 9223372036854775809, 4197461859272155138), (3, 9223372036854775809, 8213295531774968469),
    (4, 9223372036854775809, 3478280340201343689), (5, 9223372036854775809, 3258553574189446643))
    AS t (nonce, n, expected);
SELECT is(sha256(:seed), '\x630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd',
    'the commitment to this seed');
SELECT is(core.draw_number(:seed, 'x', '', 1, 1), 0::numeric, 'one number is always 0');
SELECT isnt(core.draw_number(:seed, 'x', 'a', 1, 1e9), core.draw_number(:seed, 'x', '', 1, 1e9),
    'the client''s nonce counts');
SELECT ok(count(*) FILTER (WHERE n < 0 OR n > 6) = 0 AND min(times) > 900 AND max(times) < 1100,
    'seven numbers, about equally often')
FROM (SELECT core.draw_number(:seed, 'x', '', t, 7) AS n, count(*) AS times
      FROM generate_series(1, 7000) AS t GROUP BY 1) AS tally;
SELECT * FROM finish();
ROLLBACK;
