-- api.lottery_draw, one by one.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
SELECT plan(48);

SELECT pg_temp.lottery(1, 100, 3, 0, '葡萄 1 100') AS sure, pg_temp.lottery(2, 0, 9, 0, '米 1 1') AS free,
    pg_temp.lottery(3, 100, 1, 0, '米 1 1', 'raffle') AS raffle,
    pg_temp.lottery(4, 1, 1, 0, '米 1 1', 'instant', '1 hour', '2 hours') AS upcoming,
    pg_temp.lottery(5, 1, 1, 0, '米 1 1', 'instant', '-2 hours', '-1 hour') AS closed,
    pg_temp.lottery(6, 10, 20, 60, '冰箱 10 1, 雨伞 10 2, 毛巾 20 100') AS fair \gset

-- The answer and its effects
CREATE TEMP TABLE first AS SELECT * FROM pg_temp.draw(:'sure', :member, 'luck', 'key-1');
SELECT is(outcome, 'ok', 'a draw') FROM first;
SELECT is((SELECT array_agg(k) FROM first, json_object_keys(body) AS k),
    '{id,lottery_id,ticket,prize,cost_points,balance,created_at}', 'properties in order');
SELECT is(body::jsonb - 'id', jsonb_build_object('lottery_id', :'sure', 'ticket', 1,
    'prize', (SELECT jsonb_build_object('id', id, 'name', name, 'value_fen', value_fen)
              FROM core.prizes WHERE lottery_id = :'sure'),
    'cost_points', 100, 'balance', 900, 'created_at', now()), 'the answer') FROM first;
SELECT is(pg_temp.wallet(:member), '900 0 0 0', 'paid');
SELECT is(pg_temp.journal('lottery_draw', (SELECT body ->> 'id' FROM first)),
    'available -100, lottery 100', 'to the house');
SELECT is((SELECT remaining FROM core.prizes WHERE lottery_id = :'sure'), 99::bigint, 'one prize less');
SELECT is((SELECT format('%s %s %s %s %s', ticket, member_id, client_nonce, cost_points, idempotency_key)
           FROM core.draws), format('1 %s luck 100 key-1', :member), 'the draw is on record');
SELECT is((SELECT draws FROM core.draw_counts WHERE member_id = :member), 1::bigint, 'and counted');
SELECT is((SELECT body #>> '{items,0,description}'
           FROM api.me_point_entries(ARRAY[:member], ARRAY[1], ARRAY[NULL])), '抽奖：瓜分幸福', 'the member reads what it was');

-- The same again
CREATE TEMP TABLE again AS SELECT * FROM pg_temp.draw(:'sure', :member, 'luck', 'key-1');
SELECT is((SELECT body::text FROM again), (SELECT body::text FROM first), 'the same bytes');
SELECT is((SELECT replay_of FROM again), '00000013-0000-7000-8000-000000000001', 'as a replay');
SELECT is((pg_temp.draw(:'sure', :member, 'other luck', 'key-1')).outcome, 'idempotency_key_reused',
    'another request needs another key');
SELECT is(pg_temp.wallet(:member), '900 0 0 0', 'paid once');
DELETE FROM core.idempotency_keys WHERE key = 'key-1';
SELECT is((pg_temp.draw(:'sure', :member, 'luck', 'key-1')).outcome, 'idempotency_key_reused',
    'a key that was forgotten after seven days does not draw again');
SELECT is((pg_temp.draw(:'free', :other, 'luck', 'key-1')).outcome, 'ok', 'another member''s key is another key');

-- Refusals, none of which changes anything but the memory of the key
CREATE TEMP TABLE before AS SELECT (SELECT count(*) FROM core.draws) AS draws,
    (SELECT count(*) FROM core.entries) AS entries, (SELECT sum(tickets) FROM core.lottery_counters) AS tickets;
SELECT is((pg_temp.draw(lottery, caller, NULL, concat_ws('-', 'refused', expected, lottery))).outcome, expected, expected)
FROM (VALUES (:nobody, :member, 'lottery_not_found'), (:'raffle'::uuid, :member, 'lottery_not_instant'),
    (:'upcoming'::uuid, :member, 'lottery_not_open'), (:'closed'::uuid, :member, 'lottery_not_open'),
    (:'sure'::uuid, :other, 'insufficient_points'), (:'free'::uuid, :member, 'sold_out'),
    (:'sure'::uuid, :nobody, 'membership_required'),
    (:'sure'::uuid, :suspended, 'membership_required')) AS t (lottery, caller, expected);
INSERT INTO core.lotteries (id, title, kind, cost_points, opens_at, closes_at)
VALUES (:ref1, '草稿', 'instant', 0, now(), now() + interval '1 day');
SELECT is((pg_temp.draw(:ref1, :member)).outcome, 'lottery_not_found', 'a draft is not there');
SELECT is((SELECT count(*) FROM core.draws), draws, 'no draw') FROM before;
SELECT is((SELECT count(*) FROM core.entries), entries, 'no points') FROM before;
SELECT is((SELECT sum(tickets) FROM core.lottery_counters), tickets, 'no tickets') FROM before;
SELECT core.points_credit(ARRAY[:other], ARRAY[500], 'grant', ARRAY[:ref1]::uuid[],
    ARRAY[now() + interval '1 day']) \g /dev/null
SELECT is(format('%s %s', outcome, replay_of),
    'insufficient_points 00000013-0000-7000-8000-000000000001', 'a refusal is remembered')
FROM pg_temp.draw(:'sure', :other, NULL, 'refused-insufficient_points-' || :'sure');
SELECT is((pg_temp.draw(:'sure', :other)).outcome, 'ok', 'a new key is a new try');

-- The limit
SELECT is((pg_temp.draw(:'sure', :member)).outcome, expected, 'three draws each: ' || expected)
FROM unnest(ARRAY['ok', 'ok', 'draw_limit_reached']) AS expected;
SELECT is((SELECT array_agg(ticket ORDER BY ticket) FROM core.draws WHERE lottery_id = :'sure'),
    '{1,2,3,4}', 'tickets without gaps');

-- Points that have expired buy nothing
SELECT core.points_credit(ARRAY[:fourth], ARRAY[100], 'grant', ARRAY[:ref2]::uuid[], ARRAY[now()])
    \g /dev/null
SELECT is((pg_temp.draw(:'sure', :fourth)).outcome, 'insufficient_points', 'an expired lot');
SELECT core.points_credit(ARRAY[:fourth], ARRAY[100], 'grant', ARRAY[:ref3]::uuid[],
    ARRAY[now() + interval '1 second']) \g /dev/null
SELECT is((pg_temp.draw(:'sure', :fourth)).outcome, 'ok', 'a lot that lives');
SELECT is(pg_temp.wallet(:fourth), '0 0 0 0', 'and not twice');

-- A free draw leaves no entry in the ledger
SELECT is((SELECT count(*) FROM core.journals AS j JOIN core.draws AS d ON d.id = j.reference_id
           WHERE d.lottery_id = :'free'), 0::bigint, 'free is free');

-- The published rule, one ticket after another
CREATE TEMP TABLE drawn AS
SELECT n AS ticket, (d.body #>> '{prize,name}') AS prize, d.body ->> 'ticket' AS told
FROM generate_series(1, 20) AS n, LATERAL pg_temp.draw(:'fair', :member, 'n' || n) AS d;
SELECT ok(bool_and(ticket::text = told), 'tickets in order') FROM drawn;
SELECT is((SELECT string_agg(coalesce(prize, '-'), ' ' ORDER BY ticket) FROM drawn), (
    SELECT string_agg(CASE WHEN name = '冰箱' AND nth > 1 OR name = '雨伞' AND nth > 2 THEN '-'
                           ELSE coalesce(name, '-') END, ' ' ORDER BY ticket)
    FROM (SELECT ticket, name, row_number() OVER (PARTITION BY name ORDER BY ticket) AS nth
          FROM (SELECT t AS ticket, CASE WHEN number < 10 THEN '冰箱' WHEN number < 20 THEN '雨伞'
                                         WHEN number < 40 THEN '毛巾' END AS name
                FROM generate_series(1, 20) AS t, core.draw_number(
                    '\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
                    :'fair', 'n' || t, t, 100) AS number) AS hit) AS nth), 'the outcomes are the rule''s');
SELECT ok(count(DISTINCT prize) >= 2 AND count(*) FILTER (WHERE prize IS NULL) > 0,
    'prizes and blanks were among them') FROM drawn;

SELECT throws_like(format('UPDATE core.draws SET prize_id = NULL WHERE lottery_id = %L', :'sure'),
    '%not allowed', 'draws are never changed');
SELECT throws_like(format($$INSERT INTO core.draws (lottery_id, ticket, member_id, client_nonce, number, prize_id, cost_points,
    idempotency_key) SELECT %L, 1000, %s, '', 0, %s, 0, 'k'$$, :'sure', member, prize), '%is not counted%', why)
FROM (VALUES (format('%L', gen_random_uuid()), 'NULL', 'nobody draws'),
             (format('%L', :member), '(SELECT id FROM core.prizes WHERE name = ''冰箱'')', 'another lottery''s prize'))
    AS wrong (member, prize, why);
SELECT throws_like(format('INSERT INTO core.draw_counts VALUES (%L, %L, 1)', lottery, member), '%refers to nobody%', why)
FROM (VALUES (:'sure', gen_random_uuid(), 'nobody is counted'), (gen_random_uuid(), :member, 'a count without a lottery'))
    AS wrong (lottery, member, why);
SELECT throws_like('DELETE FROM core.draw_counts', '%not allowed', 'counts stay');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');
SELECT is_empty('SELECT * FROM core.lottery_violations()', 'the lotteries are in order');
SELECT * FROM finish();
ROLLBACK;
