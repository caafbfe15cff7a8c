-- Events from the outbox to merchants' endpoints: what is published, who is asked when, and what becomes
-- of what nobody takes.
BEGIN;
\ir fixture/town.psql
SELECT plan(62);
\set farm '''00000004-0000-7000-8000-000000000001''::uuid'
\set shop '''00000004-0000-7000-8000-000000000002''::uuid'
\set ref1 '''00000006-0000-7000-8000-000000000001''::uuid'

CREATE FUNCTION pg_temp.endpoint(merchant uuid, path text, types jsonb DEFAULT '[]', mode text DEFAULT 'live')
RETURNS uuid LANGUAGE sql AS $$
    SELECT (body ->> 'id')::uuid FROM api.webhook_endpoint_create(
        merchant, mode, 'https://pos.example.cn/' || path, NULL, NULL, types, gen_random_uuid(), 'sealed',
        NULL)
$$;
CREATE FUNCTION pg_temp.deliveries(endpoint uuid) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(v.kind || ' ' || d.state, ', ' ORDER BY v.kind, d.id)
    FROM core.webhook_deliveries AS d JOIN core.events AS v ON v.id = d.event_id WHERE d.endpoint_id = endpoint
$$;
CREATE FUNCTION pg_temp.claim(suspects boolean DEFAULT true, OUT id uuid, OUT claimed_at timestamptz,
                              OUT url text, OUT is_suspect boolean, OUT secrets text, OUT payload text)
LANGUAGE sql AS $$
    SELECT delivery_id, c.claimed_at, c.url, c.is_suspect, c.secrets, c.payload
    FROM api.webhook_delivery_claim(60, suspects) AS c
$$;
CREATE FUNCTION pg_temp.answer(id uuid, at timestamptz, result text, status bigint, retry bigint DEFAULT 0)
RETURNS text LANGUAGE sql AS $$
    SELECT state FROM api.webhook_delivery_record(id, at, result, status, 5, retry)
$$;
-- Claims and answers what is due now; the state afterwards.
CREATE FUNCTION pg_temp.try(result text, status bigint, retry bigint DEFAULT 0) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c record;
BEGIN
    SELECT * INTO c FROM pg_temp.claim();
    RETURN pg_temp.answer(c.id, c.claimed_at, result, status, retry);
END
$$;
CREATE FUNCTION pg_temp.hurry() RETURNS void LANGUAGE sql AS $$
    UPDATE core.webhook_deliveries SET next_at = now() WHERE state = 'pending' AND claimed_at IS NULL
$$;

-- Who gets what
SELECT pg_temp.endpoint(:farm, 'all') AS all_kinds \gset
SELECT pg_temp.endpoint(:farm, 'orders', '["order.paid", "order.cancelled", "order.paid"]') AS orders \gset
SELECT pg_temp.endpoint(:farm, 'test', '[]', 'test') AS test \gset
SELECT pg_temp.endpoint(:shop, 'other') AS other \gset
SELECT is((SELECT kinds FROM core.webhook_endpoints WHERE id = :'orders'), '{order.cancelled,order.paid}',
    'kinds are sorted, each once');
SELECT core.event_write(:farm, 'live', 'order.paid', :ref1, '{"order_no": "1"}'),
       core.event_write(:farm, 'live', 'voucher.redeemed', :ref1, NULL),
       core.event_write(:farm, 'test', 'order.paid', :ref1, '{}') \g /dev/null
SELECT is((SELECT count(*) FROM core.outbox), 3::bigint, 'one row each');
SELECT is((SELECT count(*) FROM core.events), 0::bigint, 'and nothing else');
SELECT is((SELECT (published, dead, waiting)::text FROM api.outbox_dispatch(2)), '(2,0,1)', 'a batch');
SELECT is((SELECT (published, dead, waiting)::text FROM api.outbox_dispatch(2)), '(1,0,0)', 'and the rest');
SELECT is((SELECT (published, dead, waiting)::text FROM api.outbox_dispatch(2)), '(0,0,0)', 'nothing more');
SELECT is(pg_temp.deliveries(:'all_kinds'), 'order.paid pending, voucher.redeemed pending', 'all kinds');
SELECT is(pg_temp.deliveries(:'orders'), 'order.paid pending', 'some kinds');
SELECT is(pg_temp.deliveries(:'test'), 'order.paid pending', 'test events go to test endpoints');
SELECT is(pg_temp.deliveries(:'other'), NULL, 'another merchant is told nothing');

-- An endpoint that is off gets none
DELETE FROM core.webhook_deliveries;
UPDATE core.webhook_endpoints SET status = 'disabled', disabled_reason = 'merchant' WHERE id <> :'orders';
SELECT core.event_write(:farm, 'live', 'order.paid', :ref1, '{}') \g /dev/null
SELECT api.outbox_dispatch(10) \g /dev/null
SELECT is((SELECT count(*) FROM core.webhook_deliveries), 1::bigint, 'only the one that is on');

-- One that cannot be an event stops nobody but itself
SELECT core.event_write(:farm, 'live', 'order.paid', :ref1, '{}'),
       core.event_write(:nobody, 'live', 'order.paid', :ref1, '{}'), -- no such merchant
       core.event_write(:farm, 'live', 'order.cancelled', :ref1, '{}') \g /dev/null
SELECT is((SELECT (published, dead, waiting)::text FROM api.outbox_dispatch(10)), '(2,0,1)', 'the others go');
SELECT core.event_write(:farm, 'live', 'order.paid', :ref1, '{}') \g /dev/null
SELECT is((SELECT (published, dead, waiting)::text FROM api.outbox_dispatch(10)), '(1,0,1)', 'and go on going');
SELECT api.outbox_dispatch(10), api.outbox_dispatch(10) \g /dev/null
SELECT is((SELECT (published, dead, waiting)::text FROM api.outbox_dispatch(10)), '(0,1,0)', 'it is moved aside');
SELECT is((SELECT reason FROM core.outbox_dead), '23503 events_merchant_id_fkey', 'with the reason');
SELECT core.event_write(:farm, 'live', 'Order paid!', :ref1, '{}'),
       core.event_write(:farm, 'live', 'order.paid', :ref1, '[]'),
       core.event_write(:farm, 'live', 'order.paid', :ref1, jsonb_build_object('a', repeat('x', 17000))),
       core.event_write(:farm, 'beta', 'order.paid', :ref1, '{}') \g /dev/null
SELECT count(*) FROM generate_series(1, 5) AS i, LATERAL (SELECT i, (api.outbox_dispatch(10)).*) AS d \g /dev/null
SELECT is((SELECT string_agg(reason, ', ' ORDER BY reason) FROM core.outbox_dead WHERE reason LIKE '23514%'),
    '23514 events_data_check, 23514 events_data_check, 23514 events_kind_check, 23514 events_mode_check',
    'whatever is wrong with it');
SELECT is((SELECT count(*) FROM core.outbox), 0::bigint, 'the outbox is empty');

-- What is claimed
DELETE FROM core.webhook_deliveries;
DELETE FROM core.events;
SELECT core.event_write(:farm, 'live', 'order.paid', :ref1, '{"n": 1}') FROM generate_series(1, 6) \g /dev/null
SELECT api.outbox_dispatch(10) \g /dev/null
SELECT * FROM pg_temp.claim() \gset c_
SELECT is(:'c_url'::text, 'https://pos.example.cn/orders', 'where it goes');
SELECT is((:'c_payload'::jsonb - 'id' - 'timestamp')::text,
    (jsonb_build_object('type', 'order.paid', 'mode', 'live', 'object_id', :ref1, 'data', '{"n": 1}'::jsonb))::text,
    'what is said');
SELECT matches(:'c_secrets'::text, '^[0-9a-f-]{36}:\\x7365616c6564$', 'what it is signed with');
SELECT is((SELECT count(*) FROM generate_series(1, 6) AS i,
           LATERAL (SELECT (pg_temp.claim()).id, i) AS c WHERE c.id IS NOT NULL), 3::bigint,
    'four at once, and no more');
SELECT is(pg_temp.answer(:'c_id', :'c_claimed_at', 'ok', 204), 'delivered', 'one is taken');
SELECT is(pg_temp.answer(:'c_id', :'c_claimed_at', 'ok', 204), NULL, 'and that is said once');
SELECT is((SELECT (state, attempts, last_result, ended_at IS NOT NULL)::text FROM core.webhook_deliveries
           WHERE id = :'c_id'), '(delivered,1,ok,t)', 'and written down');
SELECT is((SELECT (number, result, status, duration_ms)::text FROM core.webhook_attempts), '(1,ok,204,5)',
    'with the try');
SELECT isnt((pg_temp.claim()).id, NULL, 'the next one');
UPDATE core.webhook_deliveries SET next_at = now() WHERE claimed_at IS NOT NULL;
SELECT isnt((pg_temp.claim()).id, NULL, 'whoever lets a lease end loses it');

-- A merchant's share, and the turn of the others
UPDATE core.webhook_endpoints SET status = 'enabled', disabled_reason = NULL;
UPDATE core.merchants SET status = 'active';
DELETE FROM core.webhook_deliveries;
SELECT pg_temp.endpoint(:farm, 'third') AS third \gset
INSERT INTO core.webhook_deliveries (endpoint_id, event_id)
SELECT e.id, v.id FROM core.webhook_endpoints AS e CROSS JOIN core.events AS v WHERE e.merchant_id = :farm;
SELECT is((SELECT count(*) FROM generate_series(1, 12) AS i,
           LATERAL (SELECT (pg_temp.claim()).id, i) AS c WHERE c.id IS NOT NULL), 8::bigint,
    'eight of a merchant, and no more');
INSERT INTO core.webhook_deliveries (endpoint_id, event_id, next_at)
SELECT :'other', v.id, now() FROM core.events AS v;
UPDATE core.webhook_deliveries SET claimed_at = NULL, next_at = now() - interval '1 hour'
WHERE id = (SELECT id FROM core.webhook_deliveries WHERE claimed_at IS NOT NULL LIMIT 1);
SELECT is((pg_temp.claim()).url, 'https://pos.example.cn/other', 'first whoever has the fewest');
UPDATE core.webhook_deliveries SET state = 'failed', next_at = NULL, claimed_at = NULL, ended_at = now()
WHERE endpoint_id NOT IN (:'orders');
UPDATE core.webhook_deliveries SET next_at = now(), claimed_at = NULL WHERE state = 'pending';
UPDATE core.merchants SET status = 'suspended' WHERE id = :farm;
UPDATE core.webhook_deliveries SET next_at = now(), claimed_at = NULL WHERE state = 'pending';
SELECT is((pg_temp.claim()).id, NULL, 'a suspended merchant is told nothing');
UPDATE core.merchants SET status = 'active' WHERE id = :farm;
UPDATE core.webhook_endpoints SET status = 'disabled', disabled_reason = 'merchant' WHERE id <> :'orders';

-- Tries until there are no more
DELETE FROM core.webhook_deliveries;
DELETE FROM core.webhook_health;
SELECT core.event_write(:farm, 'live', 'order.paid', :ref1, '{}') \g /dev/null
SELECT api.outbox_dispatch(10) \g /dev/null
SELECT is((SELECT sum(extract(epoch FROM core.webhook_retry_after(i))) BETWEEN 47.6 * 3240 AND 47.7 * 3600
           FROM generate_series(1, 10) AS i), true, 'ten pauses, 48 hours');
SELECT is(core.webhook_retry_after(11), NULL, 'and then none');
SELECT is((SELECT count(DISTINCT core.webhook_retry_after(5)) FROM generate_series(1, 20)) > 10, true,
    'not all at the same time');
SELECT is(pg_temp.try('timeout', NULL), 'pending', 'the first try');
SELECT is((pg_temp.claim()).id, NULL, 'not before its time');
SELECT is((SELECT next_at > now() + interval '4.4 seconds' AND next_at <= now() + interval '5 seconds'
           FROM core.webhook_deliveries), true, 'which is soon');
SELECT pg_temp.hurry() \g /dev/null
SELECT is(pg_temp.try('status', 429, 7200), 'pending', 'one that asks for patience');
SELECT is((SELECT next_at = now() + interval '2 hours' FROM core.webhook_deliveries), true, 'gets it');
SELECT pg_temp.hurry() \g /dev/null
SELECT is(pg_temp.try('status', 503, 1000000), 'pending', 'one that asks for too much');
SELECT is((SELECT next_at = now() + interval '1 day' FROM core.webhook_deliveries), true, 'gets a day');
SELECT pg_temp.hurry() \g /dev/null
SELECT is((SELECT is_suspect FROM pg_temp.claim()), true, 'three times in a row: suspect');
UPDATE core.webhook_deliveries SET claimed_at = NULL;
SELECT pg_temp.hurry() \g /dev/null
SELECT is((pg_temp.claim(false)).id, NULL, 'suspects wait when they take too many places');
DO $$ BEGIN
    FOR i IN 4..10 LOOP
        PERFORM pg_temp.hurry();
        PERFORM pg_temp.try('status', 500);
    END LOOP;
    PERFORM pg_temp.hurry();
END $$;
SELECT is(pg_temp.try('status', 500), 'failed', 'the eleventh is the last');
SELECT is((SELECT (state, attempts, tries, last_result, next_at)::text FROM core.webhook_deliveries),
    '(failed,11,11,status,)', 'a dead letter');
SELECT is((SELECT (failures, failing_since IS NOT NULL)::text FROM core.webhook_health), '(11,t)', 'and why');
SELECT is((SELECT count(*) FROM core.webhook_attempts), 11::bigint, 'with every try');

-- Sent again
SELECT id AS dead FROM core.webhook_deliveries \gset
SELECT is((SELECT outcome || ' ' || (body ->> 'state') FROM api.webhook_delivery_replay(:farm, 'live', :'dead', NULL)),
    'ok pending', 'a dead letter lives again');
SELECT is(pg_temp.try('ok', 200), 'delivered', 'and arrives');
SELECT is((SELECT (failures, failing_since)::text FROM core.webhook_health), '(0,)', 'all is well');
SELECT is((SELECT outcome FROM api.webhook_delivery_replay(:shop, 'live', :'dead', NULL)),
    'webhook_delivery_not_found', 'not by others');
SELECT is((SELECT outcome FROM api.webhook_delivery_replay(:farm, 'test', :'dead', NULL)),
    'webhook_delivery_not_found', 'nor by a test key');
UPDATE core.webhook_deliveries SET state = 'failed' WHERE id = :'dead';
SELECT is(cardinality(core.webhook_events_of(e, now() - interval '1 hour', now() + interval '1 hour', false, 100)), 7,
    'a dead letter was not taken') FROM core.webhook_endpoints AS e WHERE e.id = :'orders';
UPDATE core.webhook_deliveries SET state = 'delivered' WHERE id = :'dead';
UPDATE core.webhook_endpoints SET status = 'enabled', disabled_reason = NULL WHERE id = :'all_kinds';
SELECT is((SELECT body ->> 'deliveries' FROM api.webhook_endpoint_replay(
    :farm, 'live', :'all_kinds', now() - interval '1 hour', now() + interval '1 hour', 'missed', NULL)), '7',
    'a new endpoint catches up');
SELECT is((SELECT body ->> 'deliveries' FROM api.webhook_endpoint_replay(
    :farm, 'live', :'orders', now() - interval '1 hour', now() + interval '1 hour', 'missed', NULL)), '6',
    'what was taken is not sent again');
SELECT is((SELECT body ->> 'deliveries' FROM api.webhook_endpoint_replay(
    :farm, 'live', :'orders', now() - interval '1 hour', now() + interval '1 hour', 'all', NULL)), '7',
    'but on demand');

-- 410
SELECT * FROM pg_temp.claim() \gset c_
SELECT is(pg_temp.answer(:'c_id', :'c_claimed_at', 'status', 410), 'failed', 'gone');
SELECT is((SELECT array_agg(DISTINCT e.status || ' ' || e.disabled_reason) FROM core.webhook_endpoints AS e
           JOIN core.webhook_deliveries AS d ON d.endpoint_id = e.id WHERE d.id = :'c_id'), '{disabled gone}',
    'is not asked again');
SELECT is((SELECT count(*) FROM core.webhook_deliveries AS d WHERE d.state = 'pending' AND d.endpoint_id =
           (SELECT i.endpoint_id FROM core.webhook_deliveries AS i WHERE i.id = :'c_id')), 0::bigint,
    'and what was on its way has ended');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'webhook_endpoint_gone'), 1::bigint,
    'which is on record');

-- Each rule notices what breaks it
SELECT is((SELECT array_agg(rule) FROM core.webhook_violations()), NULL, 'all is as it must be');
SAVEPOINT whole;
UPDATE core.webhook_deliveries SET state = 'pending', tries = 12, ended_at = NULL, next_at = now(), attempts = 99
WHERE id = :'c_id';
UPDATE core.webhook_deliveries SET state = 'delivered', ended_at = now(), next_at = NULL, claimed_at = NULL
WHERE id = (SELECT id FROM core.webhook_deliveries WHERE attempts = 0 AND state = 'failed' LIMIT 1);
UPDATE core.webhook_endpoints SET merchant_id = :shop WHERE id = :'orders';
DELETE FROM core.webhook_secrets WHERE endpoint_id = :'test';
INSERT INTO core.outbox (id, merchant_id, mode, kind, data)
SELECT id, merchant_id, mode, kind, data FROM core.events LIMIT 1;
SELECT array_agg(DISTINCT rule ORDER BY rule) AS noticed FROM core.webhook_violations() \gset
ROLLBACK TO whole;
SELECT is(:'noticed'::text,
    '{attempts_differ,delivered_without_success,delivery_of_others,no_secret,on_its_way_to_nobody,published_twice,tried_too_often}',
    'and nothing else goes unnoticed');

-- Old ones are forgotten, but for those on their way
UPDATE core.events SET created_at = now() - interval '32 days';
SELECT is((SELECT (body ->> 'pruned')::bigint + (SELECT count(*) FROM core.events) FROM api.events_prune(1000)),
    7::bigint, 'all there were');
SELECT * FROM finish();
ROLLBACK;
