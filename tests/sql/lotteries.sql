-- core.lottery_publish and what it freezes, api.lottery_list, api.lottery_get.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
SELECT plan(57);

SELECT pg_temp.lottery(1, 10, 5, 90, '葡萄 3 1, 草莓 0 2, 大米 7 3') AS open,
    pg_temp.lottery(2, 0, 1, 0, '米 1 1', 'raffle', '1 hour', '2 hours') AS upcoming,
    pg_temp.lottery(3, 5, 1, 0, '米 1 1', 'instant', '-3 hours', '-1 hour') AS closed \gset
INSERT INTO core.lotteries (id, title, kind, cost_points, opens_at, closes_at)
VALUES (:ref1, '草稿', 'instant', 1, now() - interval '2 days', now() + interval '1 day');

-- lottery_get
CREATE FUNCTION pg_temp.get(id text) RETURNS jsonb LANGUAGE sql
    RETURN (SELECT body FROM api.lottery_get(id::uuid));
SELECT is((api.lottery_get(:ref1)).outcome, 'lottery_not_found', 'a draft is not there');
SELECT is((api.lottery_get(:nobody)).outcome, 'lottery_not_found', 'nor is what does not exist');
SELECT is((SELECT array_agg(k) FROM json_object_keys((api.lottery_get(:'open')).body) AS k),
    '{id,title,kind,description,cost_points,opens_at,closes_at,status,draws_per_member,draws_per_day,prizes,blank_weight,'
    'fallback_prize_id,guarantee,quotas,contact,claim_days,delivers,audience,public_source,public_value,commitment,rules,'
    'rules_hash,entrants_hash,seed,revealed_at}',
    'properties in order');
SELECT is((SELECT array_agg(k) FROM json_object_keys((api.lottery_get(:'open')).body -> 'prizes' -> 0) AS k),
    '{id,name,weight,stock,remaining,value_fen,unlock_after}', 'a prize''s too');
SELECT is(pg_temp.get(:'open') - '{prizes,rules,rules_hash}'::text[], jsonb_build_object(
    'draws_per_day', NULL, 'fallback_prize_id', NULL, 'guarantee', NULL, 'quotas', jsonb '[]', 'contact', '',
    'claim_days', 30, 'delivers', true, 'public_source', NULL, 'public_value', NULL, 'entrants_hash', NULL,
    'revealed_at', NULL,
    'audience', jsonb '{"organisation": null, "tenure_days": 0, "winner_rest_days": 0}',
    'id', :'open', 'title', '瓜分幸福', 'kind', 'instant', 'description', '', 'cost_points', 10,
    'opens_at', date_trunc('second', now()) - interval '1 hour',
    'closes_at', date_trunc('second', now()) + interval '1 hour', 'status', 'open',
    'draws_per_member', 5, 'blank_weight', 90, 'seed', NULL,
    'commitment', '630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd'), 'an open one');
SELECT is((SELECT string_agg(concat_ws(' ', p ->> 'name', p ->> 'weight', p ->> 'stock', p ->> 'remaining'), ', ')
           FROM jsonb_array_elements(pg_temp.get(:'open') -> 'prizes') AS p),
    '葡萄 3 1 1, 草莓 0 2 2, 大米 7 3 3', 'prizes in their order');
SELECT is(pg_temp.get(:'upcoming') ->> 'status', 'upcoming', 'one that will open');
SELECT is(pg_temp.get(:'upcoming') ->> 'seed', NULL, 'keeps its seed');
SELECT is(pg_temp.get(:'closed') ->> 'status', 'closed', 'one that has closed');
SELECT is(pg_temp.get(:'closed') ->> 'seed', NULL, 'keeps it until it is revealed');
SELECT is((api.lottery_reveal(id, '\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f')).outcome, 'ok', what)
FROM (VALUES (:'closed'::uuid, 'revealed'), (:'closed', 'a second time is nothing'), (:'open', 'an open one keeps its seed'))
    AS t (id, what);
SELECT throws_like(format('SELECT api.lottery_reveal(%L, sha256(''x''))', pg_temp.lottery(9, 5, 1, 0, '米 1 1', 'instant', '-3 hours', '-1 hour')),
    '%not the one%', 'another seed is none');
SELECT is(concat_ws(' ', pg_temp.get(id) ->> 'status', pg_temp.get(id) ->> 'seed'), expected, expected)
FROM (VALUES (:'closed', 'revealed 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'), (:'open', 'open'))
    AS t (id, expected);
SELECT is((SELECT count(*) FROM core.activity_events WHERE kind = 'revealed'), 1::bigint, 'and written down once');

-- The rules
SELECT is(core.lottery_rules(:'open')::jsonb, jsonb_build_object('id', :'open', 'title', '瓜分幸福', 'kind', 'instant',
    'description', '', 'cost_points', 10, 'opens_at', to_char((l ->> 'opens_at')::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SSZ'),
    'closes_at', to_char((l ->> 'closes_at')::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SSZ'),
    'draws_per_member', 5, 'draws_per_day', NULL, 'prizes', (SELECT jsonb_agg(p - 'remaining') FROM jsonb_array_elements(l -> 'prizes') AS p),
    'blank_weight', 90, 'fallback_prize_id', NULL, 'guarantee', NULL, 'quotas', jsonb '[]', 'public_source', NULL,
    'organiser_id', NULL, 'audience_id', NULL, 'tenure_days', 0, 'winner_rest_days', 0, 'claim_days', 30, 'delivers', true,
    'pickup_point_ids', jsonb '[]', 'contact', '',
    'commitment', '630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd'), 'the document')
FROM pg_temp.get(:'open') AS l;
SELECT is(pg_temp.get(:'open') ->> 'rules', core.lottery_rules(:'open'), 'is what is published');
SELECT is(pg_temp.get(:'open') ->> 'rules_hash',
    encode(sha256(convert_to(core.lottery_rules(:'open'), 'UTF8')), 'hex'), 'its hash');
SET TimeZone = 'America/New_York';
SELECT is(pg_temp.get(:'open') ->> 'rules_hash',
    encode(sha256(convert_to(core.lottery_rules(:'open'), 'UTF8')), 'hex'), 'the same everywhere');
SET TimeZone = 'Asia/Shanghai';

-- lottery_list
CREATE FUNCTION pg_temp.list(size bigint, cursor text DEFAULT NULL) RETURNS jsonb LANGUAGE sql
    RETURN (SELECT body FROM api.lottery_list(size, cursor));
SELECT is(pg_temp.list(20) -> 'next_cursor', 'null', 'one page');
SELECT is((SELECT string_agg(i ->> 'status', ', ') FROM jsonb_array_elements(pg_temp.list(20) -> 'items') AS i),
    'closed, revealed, upcoming, open', 'newest first, no drafts');
SELECT is((SELECT array_agg(k) FROM json_object_keys((api.lottery_list(1, NULL)).body -> 'items' -> 0) AS k),
    '{id,title,kind,cost_points,opens_at,closes_at,status,prize_summary}', 'properties in order');
SELECT is(pg_temp.list(20) #>> '{items,3,prize_summary}', '葡萄等 3 种奖品', 'several prizes');
SELECT is(pg_temp.list(20) #>> '{items,0,prize_summary}', '米', 'one prize');
SELECT is(pg_temp.list(3, pg_temp.list(3) ->> 'next_cursor') -> 'items', jsonb_build_array(
    pg_temp.list(20) #> '{items,3}'), 'the next page');
SELECT is(pg_temp.list(4) ->> 'next_cursor', NULL, 'a full last page has no next');
SELECT is((api.lottery_list(2, word)).outcome, 'cursor_invalid', 'cursor ' || word)
FROM unnest(ARRAY['x', 'e30', core.cursor_encode('{"id":"0"}')]) AS word;

-- What is published does not change
SELECT throws_like(format(statement, :'open'), '%published%', statement) FROM unnest(ARRAY[
    'UPDATE core.lotteries SET cost_points = 0 WHERE id = %L',
    'UPDATE core.lotteries SET revealed_at = NULL WHERE id = %1$L AND %1$L <> id OR revealed_at IS NOT NULL',
    'UPDATE core.activities SET claim_days = 1 WHERE id = %L',
    'UPDATE core.activities SET state = ''draft'' WHERE id = %L',
    'INSERT INTO core.lottery_quotas VALUES (%L, ''00000001-0000-7000-8000-000000000005'', 1)',
    'UPDATE core.lotteries SET closes_at = closes_at + interval ''1 day'' WHERE id = %L',
    'DELETE FROM core.lotteries WHERE id = %L',
    'UPDATE core.prizes SET weight = weight + 1 WHERE lottery_id = %L',
    'UPDATE core.prizes SET stock = stock + 1 WHERE lottery_id = %L',
    'UPDATE core.prizes SET first_number = 0 WHERE lottery_id = %L',
    'DELETE FROM core.prizes WHERE lottery_id = %L',
    'INSERT INTO core.prizes (lottery_id, position, name, weight, stock, value_fen)
     VALUES (%L, 9, ''x'', 1, 1, 1)',
    'SELECT core.lottery_publish(%L)']) AS statement;
SELECT throws_like(format('UPDATE core.prizes SET remaining = remaining + 1 WHERE lottery_id = %L', :'open'),
    '%', 'prizes never grow');
SELECT lives_ok(format('UPDATE core.prizes SET remaining = remaining - 1 WHERE lottery_id = %L', :'open'),
    'they only go');
SELECT throws_like(format('UPDATE core.lotteries SET seed = sha256(seed) WHERE id = %L', :'open'), '%lotteries_seed%',
    'the commitment is kept');
SELECT throws_like(format('UPDATE core.lotteries SET seed = NULL WHERE id = %L', :'open'), '%lotteries_committed%', 'a seed stays, if sealed');
SELECT is((SELECT seed FROM api.lottery_seeds_clear()), '\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'one in clear');
SELECT api.lottery_seed_put(:'open', '\x0102') \g /dev/null
SELECT is((SELECT concat_ws(' ', seed, seed_sealed) FROM core.lotteries WHERE id = :'open'), '\x0102', 'is sealed');
SELECT is((api.lottery_seed(:'open')).seed_sealed, '\x0102', 'and comes out like that');
SELECT is((api.lottery_seed(:'closed')).seed_sealed, NULL, 'of a revealed one nobody asks');

-- Publication
SELECT throws_like(format('SELECT core.lottery_publish(%L)', :ref1), '%no prizes%', 'nothing to win');
INSERT INTO core.prizes (lottery_id, position, name, weight, stock, value_fen)
VALUES (:ref1, 2, '乙', 5, 1, 1), (:ref1, 1, '甲', 7, 1, 1), (:ref1, 3, '丙', 1, 1, 1);
UPDATE core.prizes SET stock = 4 WHERE lottery_id = :ref1 AND position = 3;
SELECT is((SELECT remaining FROM core.prizes WHERE lottery_id = :ref1 AND position = 3), 4::bigint,
    'a draft''s stock may change');
SELECT core.lottery_publish(:ref1) \g /dev/null
SELECT is((SELECT array_agg(first_number ORDER BY position) FROM core.prizes WHERE lottery_id = :ref1),
    '{0,7,12}', 'ranges follow the positions');
SELECT is((SELECT opens_at FROM core.lotteries WHERE id = :ref1), date_trunc('second', now()),
    'nothing opens before it is published');
SELECT is_empty('SELECT * FROM core.lottery_violations() WHERE rule <> ''prize''', 'all in order');
SELECT * FROM finish();
ROLLBACK;
