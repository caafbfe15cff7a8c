-- api.lottery_draw for many at once: everybody is answered, in order, as if alone.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
SELECT plan(27);

SELECT pg_temp.lottery(1, 10, 3, 0, '葡萄 1 4, 草莓 1 3') AS scarce,
    pg_temp.lottery(2, 10, 3, 9, '米 1 100') AS other,
    pg_temp.lottery(3, 5, 1, 0, '米 1 1', 'raffle') AS raffle \gset

-- Scarce prizes: 7 for 20 members who ask at once
SELECT pg_temp.crowd(20, 25) AS crowd \gset
CREATE TEMP TABLE rush AS
SELECT * FROM pg_temp.draws(array_fill(:'scarce'::uuid, ARRAY[20]), :'crowd');
SELECT is(array_agg(ord), ARRAY(SELECT generate_series(1, 20)::bigint), 'one answer each, in order') FROM rush;
SELECT is((SELECT count(*) FROM core.draws WHERE prize_id IS NOT NULL), 7::bigint, 'exactly the stock is won');
SELECT is((SELECT array_agg(remaining) FROM core.prizes WHERE lottery_id = :'scarce'), '{0,0}', 'nothing is left');
SELECT is((SELECT array_agg(ticket ORDER BY ticket) FROM core.draws),
    ARRAY(SELECT generate_series(1, count(*)) FROM rush WHERE outcome = 'ok'), 'tickets have no gaps');
SELECT is((SELECT array_agg((body ->> 'ticket')::bigint ORDER BY ord) FROM rush WHERE outcome = 'ok'),
    ARRAY(SELECT generate_series(1, count(*)) FROM rush WHERE outcome = 'ok'), 'and follow the requests');
SELECT is((SELECT body #>> '{prize,name}' IS NULL FROM rush WHERE outcome = 'ok' ORDER BY ord DESC LIMIT 1),
    false, 'the last ticket took the last prize');
SELECT is((SELECT array_agg(DISTINCT outcome) FROM rush
           WHERE ord > (SELECT max(ord) FROM rush WHERE outcome = 'ok')), '{sold_out}', 'the rest is sold out');
SELECT is((SELECT array_agg(DISTINCT available ORDER BY available) FROM core.wallets AS w, rush
           WHERE w.member_id = (:'crowd'::uuid[])[rush.ord] AND rush.outcome = 'sold_out'), '{25}',
    'and paid nothing');
SELECT is((SELECT count(*) FROM core.idempotency_keys), (SELECT count(*) FROM rush WHERE outcome = 'ok'),
    'every answer is stored but sold_out, which stays as it is');

-- Everything at once in one batch
SELECT pg_temp.crowd(8, 15) AS mixed, pg_temp.crowd(1, 0) AS poor \gset
SELECT api.lottery_draw(ARRAY[:'other'::uuid], ARRAY[NULL::bytea], ARRAY[(:'mixed'::uuid[])[1]], ARRAY['a'], ARRAY['k1'],
                        ARRAY['\x01'::bytea], ARRAY[:ref1::uuid]) \g /dev/null
CREATE TEMP TABLE mix AS
SELECT * FROM api.lottery_draw(
    lottery_id => ARRAY[:'other', :'other', :'scarce', :'raffle', :'other', :nobody, :'other', :'other']::uuid[],
    seed => array_fill(NULL::bytea, ARRAY[8]),
    caller_id => (:'mixed'::uuid[])[1:5] || :'poor'::uuid[] || (:'mixed'::uuid[])[7:8],
    client_nonce => ARRAY['a', 'a', NULL, NULL, NULL, NULL, '', NULL],
    idempotency_key => ARRAY['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8'],
    fingerprint => array_fill('\x01'::bytea, ARRAY[8]),
    request_id => array_fill(:ref2::uuid, ARRAY[8]));
SELECT is((SELECT string_agg(format('%s%s', outcome, CASE WHEN replay_of IS NOT NULL THEN '*' END), ' ' ORDER BY ord)
           FROM mix), 'ok* ok sold_out lottery_not_instant ok lottery_not_found ok ok',
    'replays, refusals and draws side by side');
SELECT is((SELECT replay_of FROM mix WHERE ord = 1), :ref1::uuid, 'the replay names its first request');
SELECT is((SELECT array_agg((body ->> 'ticket')::bigint ORDER BY ord) FROM mix WHERE outcome = 'ok'),
    '{1,2,3,4,5}', 'tickets of those who draw');
SELECT is((SELECT array_agg(available ORDER BY o.ord) FROM core.wallets AS w
           JOIN unnest(:'mixed'::uuid[]) WITH ORDINALITY AS o (id, ord) ON o.id = w.member_id),
    '{5,5,15,15,5,15,5,5}', 'each paid for what they got');
SELECT is((SELECT outcome FROM pg_temp.draw(:'other', (:'poor'::uuid[])[1])), 'insufficient_points', 'the poor one');
SELECT is((SELECT array_agg(client_nonce ORDER BY ticket) FROM core.draws WHERE lottery_id = :'other'),
    '{a,a,"","",""}', 'no nonce is an empty one');

-- Two lotteries interleaved have each their own tickets, and the order in the batch is theirs
SELECT pg_temp.lottery(4, 1, 1, 0, '甲 1 2') AS left, pg_temp.lottery(5, 1, 1, 1, '乙 1 100') AS right,
    pg_temp.crowd(6, 5) AS pairs \gset
SELECT is((SELECT string_agg(concat_ws(' ', outcome, body ->> 'ticket'), ', ' ORDER BY ord) FROM pg_temp.draws(
    ARRAY[:'right', :'left', :'right', :'left', :'right', :'left']::uuid[], :'pairs')),
    'ok 1, ok 1, ok 2, ok 2, ok 3, sold_out', 'two lotteries in one batch');

-- A batch gives what single draws give
SELECT pg_temp.lottery(6, 1, 100, 5, '甲 1 3, 乙 2 40, 丙 3 2') AS batched, pg_temp.crowd(60, 5) AS many \gset
CREATE TEMP TABLE batched AS SELECT * FROM pg_temp.draws(array_fill(:'batched'::uuid, ARRAY[60]), :'many');
SELECT is((SELECT string_agg(coalesce(body #>> '{prize,name}', '-'), '' ORDER BY ord) FROM batched),
    (SELECT string_agg(CASE WHEN n = 0 AND nth <= 3 THEN '甲' WHEN n IN (1, 2) THEN '乙'
                            WHEN n IN (3, 4, 5) AND nth <= 2 THEN '丙' ELSE '-' END, '' ORDER BY t)
     FROM (SELECT t, n, row_number() OVER (PARTITION BY CASE WHEN n IN (3, 4, 5) THEN 3 ELSE n END ORDER BY t) AS nth
           FROM (SELECT t, core.draw_number(l.seed, l.id::text, '', t, 11)::int AS n
                 FROM core.lotteries AS l, generate_series(1, 60) AS t WHERE l.id = :'batched') AS c) AS d),
    'ticket by ticket, with stock in ticket order');
SELECT is((SELECT count(*) FROM batched WHERE outcome = 'ok'), 60::bigint, 'nobody was left out');

-- Limits of a batch
SELECT is(count(*), 0::bigint, 'an empty batch is empty')
FROM api.lottery_draw('{}', '{}', '{}', '{}', '{}', '{}', '{}');
SELECT pg_temp.lottery(7, 1, 2, 1, '甲 1 1000') AS large, pg_temp.crowd(128, 1) AS full, pg_temp.crowd(129, 1) AS over \gset
SELECT is((SELECT count(*) FROM pg_temp.draws(array_fill(:'large'::uuid, ARRAY[128]), :'full') WHERE outcome = 'ok'),
    128::bigint, '128 at once');
SELECT is((SELECT array_agg(DISTINCT outcome) FROM pg_temp.draws(array_fill(:'large'::uuid, ARRAY[128]), :'full')),
    '{insufficient_points}', 'and again, without points');
SELECT throws_like(format('SELECT pg_temp.draws(array_fill(%L::uuid, ARRAY[129]), %L)', :'large', :'over'),
    'a batch is at most%', '129 are too many');
SELECT throws_like(format('SELECT pg_temp.draws(array_fill(%L::uuid, ARRAY[2]), ARRAY[%2$L, %2$L]::uuid[])',
    :'large', :member), 'a batch is at most%', 'a caller stands once in a batch');
SELECT is((SELECT array_agg(DISTINCT available) FROM core.wallets WHERE member_id = ANY (:'over')), '{1}',
    'a batch that fails does nothing');
SELECT is((SELECT count(*) FROM core.draws WHERE lottery_id = :'large'), 128::bigint, 'nothing at all');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');
SELECT is_empty('SELECT * FROM core.lottery_violations()', 'the lotteries are in order');
SELECT * FROM finish();
ROLLBACK;
