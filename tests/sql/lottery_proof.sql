-- The proof of a lottery, page by page; what it says is checked by verifiers (tests/api).
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
SELECT plan(17);

SELECT pg_temp.lottery(1, 0, 20, 1, '米 1 9') AS open, pg_temp.lottery(2, 0, 20, 0, '米 1 9', kind => 'raffle') AS raffle
\gset
SELECT d.* FROM generate_series(1, 3) AS n, LATERAL pg_temp.draw(:'open', :member, 'n' || n) AS d \g /dev/null
SELECT pg_temp.draw(:'open', :other, 'a "quoted" \ one') \g /dev/null

SELECT is((api.lottery_proof(gen_random_uuid())).outcome, 'lottery_not_found', 'no such lottery');
INSERT INTO core.lotteries (id, title, kind, cost_points, opens_at, closes_at)
VALUES ('00000020-0000-7000-8000-00000000dead', '草稿', 'instant', 0, now(), now() + interval '1 day');
SELECT is((api.lottery_proof('00000020-0000-7000-8000-00000000dead')).outcome, 'lottery_not_found', 'a draft is nobody''s');
SELECT p.outcome, p.head, p.kind, p.is_revealed FROM api.lottery_proof(:'open') AS p \gset
SELECT is(:'outcome'::text, 'ok', 'an open one is found');
SELECT is((:'head' || ']}')::json ->> 'seed', NULL::text, 'without its seed');
SELECT is((:'head' || ']}')::json ->> 'rules', (SELECT rules FROM core.lotteries WHERE id = :'open'), 'with its rules');
SELECT is(:'is_revealed'::text, 'f', 'and said to be secret');
SELECT is((api.lottery_proof_tickets(:'open', 0, 10)).lines, NULL, 'no ticket is told before the seed');
SELECT matches((SELECT p.head FROM api.lottery_proof(:'raffle') AS p), ',"entries":\[$', 'a raffle has entries');

UPDATE core.lotteries SET revealed_at = now() WHERE id = :'open';
SELECT is((SELECT (p.head || ']}')::json ->> 'seed' FROM api.lottery_proof(:'open') AS p),
    '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'then the seed is told');
SELECT p.lines AS first, p.last FROM api.lottery_proof_tickets(:'open', 0, 3) AS p \gset
SELECT is(:'last'::text, '3', 'a page has as many as it may');
SELECT matches(:'first'::text, '^\{"ticket":1,"participant":1,"client_nonce":"n1","number":[01],"prize_id":[^ ]+\},\n\{"ticket":2,',
    'a line is as it is documented');
SELECT p.lines AS rest, p.last FROM api.lottery_proof_tickets(:'open', 3, 3) AS p \gset
SELECT matches(:'rest'::text, '^,\n\{"ticket":4,"participant":2,"client_nonce":"a \\"quoted\\" \\\\ one",', 'the next page goes on');
SELECT is(json_array_length(('[' || :'first' || :'rest' || ']')::json), 4, 'and both are one list');
SELECT is((api.lottery_proof_tickets(:'open', 4, 3)).last, NULL, 'until there are none');

-- A raffle's entries, in the order of their ids
INSERT INTO core.draw_counts (lottery_id, member_id, draws) VALUES (:'raffle', :member, 3);
INSERT INTO core.raffle_entries (id, lottery_id, member_id, cost_points, idempotency_key)
SELECT ('00000021-0000-7000-8000-00000000000' || n)::uuid, :'raffle', :member, 0, 'key-' || n
FROM unnest('{c,a,b}'::text[]) AS n;
SELECT is((api.lottery_proof_entries(:'raffle', NULL, 2)).lines, NULL, 'no entry is told before the seed');
UPDATE core.lotteries SET revealed_at = now() WHERE id = :'raffle';
SELECT p.lines AS first, p.last FROM api.lottery_proof_entries(:'raffle', NULL, 2) AS p \gset
SELECT is(:'first'::text, E'{"entry":"00000021-0000-7000-8000-00000000000a","quota":null,"rank":null,"prize_id":null},\n'
    || '{"entry":"00000021-0000-7000-8000-00000000000b","quota":null,"rank":null,"prize_id":null}', 'sorted');
SELECT is((SELECT p.lines FROM api.lottery_proof_entries(:'raffle', :'last', 2) AS p),
    E',\n{"entry":"00000021-0000-7000-8000-00000000000c","quota":null,"rank":null,"prize_id":null}', 'and paged');
SELECT * FROM finish();
ROLLBACK;
