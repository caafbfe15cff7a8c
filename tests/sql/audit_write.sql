-- What each operation leaves in the audit: one row for each change, none for a refusal or a replay.
BEGIN;
\ir fixture/town.psql
\ir fixture/lotteries.psql
\ir fixture/orders.psql
SELECT plan(19);

SELECT pg_temp.lottery(1, 100, 3, 0, '葡萄 1 100') AS sure \gset
CREATE TEMP TABLE seen (seq bigint);
-- The rows since the last look: "kind action object organisation", in order.
CREATE FUNCTION pg_temp.news() RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    found text[];
BEGIN
    found := ARRAY(
        SELECT concat_ws(' ', e.actor_kind, e.action, e.object_kind, right(e.organisation_id::text, 1))
        FROM core.audit_entries AS e
        WHERE e.seq > coalesce((SELECT max(s.seq) FROM seen AS s), 0) ORDER BY e.seq);
    INSERT INTO seen SELECT max(e.seq) FROM core.audit_entries AS e;
    RETURN found;
END
$$;
CREATE FUNCTION pg_temp.last_entry() RETURNS core.audit_entries LANGUAGE sql
    RETURN (SELECT e FROM core.audit_entries AS e ORDER BY e.seq DESC LIMIT 1);
SELECT pg_temp.news() \g /dev/null

-- Draws
CREATE TEMP TABLE drawn AS SELECT * FROM pg_temp.draw(:'sure', :member, 'luck', 'key-1');
SELECT is(pg_temp.news(), '{member lottery_draw draw 5}', 'a draw, for the member''s own auditors');
SELECT is((e.object_id::text, e.request_id::text, e.actor_id)::text,
          (body ->> 'id', '00000013-0000-7000-8000-000000000001', :member)::text,
          'names the draw, the request and the member') FROM drawn, pg_temp.last_entry() AS e;
SELECT is(e.changes, jsonb_build_object('lottery_id', :'sure', 'ticket', 1, 'cost_points', 100,
    'prize_id', (SELECT id FROM core.prizes)), 'and what it won') FROM pg_temp.last_entry() AS e;
SELECT pg_temp.draw(:'sure', :member, 'luck', 'key-1'), pg_temp.draw(:'sure', :other, 'luck'),
    pg_temp.draw(:nobody, :member, 'luck') \g /dev/null
SELECT is(pg_temp.news(), '{}', 'a replay and refusals leave nothing');

-- Orders
CREATE TEMP TABLE ordered AS SELECT * FROM pg_temp.places(ARRAY[:member, :other], ARRAY[
    jsonb_build_array(pg_temp.item(:'three_pounds', 1)),
    jsonb_build_array(pg_temp.item(:'three_pounds', 99))], '{10,0}');
SELECT is(array_agg(outcome ORDER BY ord), '{ok,sold_out}', 'of two one gets an order') FROM ordered;
SELECT is(pg_temp.news(), '{member order_create order 5}', 'and a row');
SELECT is(e.object_id::text || e.changes, (o.body ->> 'id') || jsonb_build_object(
    'status', 'pending_payment', 'total_fen', 3990, 'points_spent', 10), 'with what it is')
FROM ordered AS o, pg_temp.last_entry() AS e WHERE o.ord = 1;
SELECT pg_temp.cancel(:member, (body ->> 'id')::uuid),
    pg_temp.cancel(:member, (body ->> 'id')::uuid) FROM ordered WHERE ord = 1 \g /dev/null
SELECT is(pg_temp.news(), '{member order_cancel order 5}', 'it is cancelled once');
SELECT is(e.changes, '{"status": ["pending_payment", "cancelled"]}', 'before and after')
FROM pg_temp.last_entry() AS e;
SELECT pg_temp.place(:member, jsonb_build_array(pg_temp.item(:'rice', 1))),
    pg_temp.place(:other, jsonb_build_array(pg_temp.item(:'rice', 1))) \g /dev/null
UPDATE core.orders SET expires_at = now() WHERE status = 'pending_payment';
SELECT pg_temp.news() \g /dev/null
SELECT api.orders_expire(9), api.orders_expire(9) \g /dev/null
SELECT is((SELECT array_agg(n ORDER BY n) FROM unnest(pg_temp.news()) AS n),
    '{system orders_expire order 5,system orders_expire order 6}', 'each order expires by itself');

-- Points that expire, whoever meets them first
SELECT core.points_credit(ARRAY[:member, :member], ARRAY[1, 2], 'grant',
    ARRAY[core.uuid7(), core.uuid7()], array_fill(now() - interval '1 day', ARRAY[2])) \g /dev/null
SELECT api.lots_expire(9), api.lots_expire(9) \g /dev/null
SELECT is(pg_temp.news(), '{system lots_expire member 5}', 'a wallet''s lots expire together');
SELECT is(e.changes, '{"lots": 2, "points": 3}', 'so many') FROM pg_temp.last_entry() AS e;

-- Sessions
SELECT * FROM api.auth_demo('10000001', NULL, sha256('r0'), core.uuid7()) \gset
SELECT is(pg_temp.news(), '{member auth_demo session 5}', 'signing in');
SELECT api.auth_refresh(sha256('r0'), sha256('r1'), core.uuid7()),
    api.auth_refresh(sha256('r1'), sha256('r2'), core.uuid7()) \g /dev/null
SELECT is(pg_temp.news(), '{}', 'renewing tells nothing');
SELECT api.auth_refresh(sha256('r0'), sha256('r1'), core.uuid7()),
    api.auth_refresh(sha256('r0'), sha256('r1'), core.uuid7()) \g /dev/null
SELECT is(pg_temp.news(), '{system auth_refresh session 5}', 'a copied token ends the session, once');
SELECT * FROM api.auth_demo('10000001', NULL, sha256('s0'), core.uuid7()) \gset
SELECT pg_temp.news() \g /dev/null
SELECT api.auth_logout(:other, :'session_id', core.uuid7()) \g /dev/null
SELECT is(pg_temp.news(), '{}', 'nobody signs another one out');
SELECT api.auth_logout(:member, :'session_id', core.uuid7()),
    api.auth_logout(:member, :'session_id', core.uuid7()) \g /dev/null
SELECT is(pg_temp.news(), '{member auth_logout session 5}', 'signing out, once');

SELECT is((SELECT array_agg(s ORDER BY s) FROM core.audit_unsealed AS q, unnest(q.seqs) AS s),
          (SELECT array_agg(e.seq ORDER BY e.seq) FROM core.audit_entries AS e),
          'every row waits to be sealed');
SELECT throws_ok('UPDATE core.audit_entries SET reason = ''x''', NULL, NULL, 'and cannot be changed');
SELECT * FROM finish();
ROLLBACK;
