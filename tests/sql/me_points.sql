-- api.me_points and api.me_point_entries.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
SELECT plan(31);

CREATE FUNCTION pg_temp.body(member uuid) RETURNS jsonb LANGUAGE sql
    RETURN (SELECT body FROM api.me_points(ARRAY[member]));
CREATE FUNCTION pg_temp.page(member uuid, size bigint, cursor text DEFAULT NULL) RETURNS jsonb
LANGUAGE sql
    RETURN (SELECT body FROM api.me_point_entries(ARRAY[member], ARRAY[size], ARRAY[cursor]));

-- The balance
SELECT is((SELECT array_agg(k) FROM api.me_points(ARRAY[:member]) AS p, json_object_keys(p.body) AS k),
    '{available,held,pending,debt,expiring}', 'properties in order');
SELECT is(pg_temp.body(:member), jsonb_build_object('available', 1000, 'held', 0, 'pending', 0,
    'debt', 0, 'expiring', jsonb_build_array(jsonb_build_object(
        'points', 300, 'expires_at', now() + interval '30 days'))), 'what expires within 90 days');
SELECT is(pg_temp.body(:nobody), pg_temp.body(:suspended), 'a stranger has what a new member has');
SELECT is(pg_temp.body(:nobody), '{"available": 0, "held": 0, "pending": 0, "debt": 0,
    "expiring": []}', 'nothing');
SELECT core.points_credit(ARRAY[:member, :member, :member, :member], ARRAY[1, 2, 4, 8], 'grant',
    ARRAY[:ref1, :ref2, :ref3, :ref4]::uuid[],
    ARRAY[now(), date_trunc('day', now()) + interval '60 days',
          date_trunc('day', now()) + interval '60 days 23:59:59', now() + interval '91 days'])
    \g /dev/null
SELECT is((SELECT available FROM core.wallets WHERE member_id = :member), 1015::bigint,
    'the row has a lot that expired');
SELECT is(pg_temp.body(:member) ->> 'available', '1014', 'the member cannot spend it');
SELECT is(pg_temp.body(:member) #> '{expiring,1}', jsonb_build_object('points', 6,
    'expires_at', date_trunc('day', now()) + interval '60 days'), 'lots of one day are one line');
SELECT is(jsonb_array_length(pg_temp.body(:member) -> 'expiring'), 2, 'two days');
SELECT core.points_hold(ARRAY[:other], ARRAY[20], ARRAY[:order1]::uuid[], ARRAY[now()]) \g /dev/null
SELECT pg_temp.owe(:other, 3) \g /dev/null
SELECT is(pg_temp.body(:other) - 'expiring', '{"available": 30, "held": 20, "pending": 0, "debt": 3}',
    'held and owed');
SELECT core.points_credit(array_agg(:suspended), array_agg(n), 'grant', array_agg(core.uuid7()),
    array_agg(now() + n * interval '1 day')) FROM generate_series(1, 20) AS n \g /dev/null
SELECT is(jsonb_array_length(pg_temp.body(:suspended) -> 'expiring'), 12, 'twelve lines at most');
SELECT is(pg_temp.body(:suspended) #>> '{expiring,0,points}', '1', 'the soonest first');

-- The entries
SELECT is((SELECT array_agg(k) FROM api.me_point_entries(ARRAY[:member], ARRAY[20], ARRAY[NULL]) AS e,
               json_object_keys(e.body -> 'items' -> 0) AS k),
    '{id,delta,balance_after,kind,reference,description,created_at}',
    'properties in order');
SELECT core.points_spend(ARRAY[:member], ARRAY[14], 'lottery_draw', ARRAY[:ref5]::uuid[]) \g /dev/null
SELECT is(pg_temp.page(:member, 1) #> '{items,0}' , jsonb_build_object(
    'id', (SELECT id FROM core.journals WHERE kind = 'lottery_draw'), 'delta', -14,
    'balance_after', 1001, 'kind', 'lottery_draw', 'reference', :ref5::uuid, 'description', '抽奖',
    'created_at', now()), 'an entry');
SELECT is((SELECT array_agg((e ->> 'delta')::int) FROM jsonb_array_elements(
    pg_temp.page(:member, 20) -> 'items') AS e), '{-14,8,4,2,1,700,300}', 'newest first');
SELECT is(pg_temp.page(:member, 20) ->> 'next_cursor', NULL, 'one page');
SELECT is(pg_temp.page(:member, 7) ->> 'next_cursor', NULL, 'a full last page has no next');
SELECT is(jsonb_array_length(pg_temp.page(:member, 6) -> 'items'), 6, 'a page');
SELECT is(pg_temp.page(:member, 6, pg_temp.page(:member, 6) ->> 'next_cursor') #>> '{items,0,delta}',
    '300', 'and the next one');
WITH RECURSIVE page AS (
    SELECT pg_temp.page(:member, 2) AS body
    UNION ALL
    SELECT pg_temp.page(:member, 2, body ->> 'next_cursor') FROM page
    WHERE body ->> 'next_cursor' IS NOT NULL
)
SELECT is(array_agg((item ->> 'delta')::int), '{-14,8,4,2,1,700,300}', 'all pages are the whole list')
FROM page, jsonb_array_elements(body -> 'items') AS item;
SELECT is((SELECT array_agg((e ->> 'balance_after')::int - (e ->> 'delta')::int)
           FROM jsonb_array_elements(pg_temp.page(:member, 20) -> 'items') AS e),
    '{1015,1007,1003,1001,1000,300,0}', 'from balance to balance');
SELECT is(pg_temp.page(:nobody, 20), '{"items": [], "next_cursor": null}', 'a stranger has none');
SELECT is(pg_temp.page(:other, 20) #>> '{items,0,kind}', 'order_payment', 'a hold is a payment');
SELECT is(jsonb_array_length(pg_temp.page(:other, 20) -> 'items'), 2,
    'debts and held points are not in the list');
SELECT is(outcome, 'cursor_invalid', format('cursor %s', word))
FROM unnest(ARRAY['', 'x', 'e30', core.cursor_encode('{"line":"abc"}'), core.cursor_encode('{"line":-1}'),
                  core.cursor_encode('{"line":1e99}')]) AS word,
    api.me_point_entries(ARRAY[:member], ARRAY[20], ARRAY[word]);
-- Those who ask together, one of them twice and one a stranger
SELECT is((SELECT array_agg(concat(p.ord, ': ', p.body ->> 'available') ORDER BY p.ord)
           FROM api.me_points(ARRAY[:member, :other, gen_random_uuid(), :member]) AS p),
    ARRAY['1: ' || (pg_temp.body(:member) ->> 'available'), '2: ' || (pg_temp.body(:other) ->> 'available'),
          '3: 0', '4: ' || (pg_temp.body(:member) ->> 'available')], 'balances of several');
SELECT is((SELECT array_agg(concat(e.ord, e.outcome, json_array_length(e.body -> 'items')) ORDER BY e.ord)
           FROM api.me_point_entries(ARRAY[:member, :member, gen_random_uuid(), :other], ARRAY[2, 2, 9, 1],
               ARRAY[NULL, 'x', NULL, NULL]) AS e),
    ARRAY['1ok2', '2cursor_invalid', '3ok0', '4ok1'], 'entries of several');
SELECT * FROM finish();
ROLLBACK;
