-- core.idempotency_claim, _claim_many, _store and api.idempotency_expire. A claim that another
-- transaction holds needs a second session: tests/race.
BEGIN;
\ir fixture/town.psql
SELECT plan(19);

SELECT is((core.idempotency_claim(:member, 'order_create', 'key-0000000000001', '\x01')).outcome,
    NULL, 'a fresh key is ours');
SELECT is((core.idempotency_claim(:member, 'order_create', 'key-0000000000001', '\x01')).outcome,
    NULL, 'and stays so within the transaction');
SELECT core.idempotency_store(:member, 'order_create', 'key-0000000000001', '\x01', :other, 'ok',
    '{"b": 1,  "a": [2]}') \g /dev/null
SELECT is(format('%s %s %s', outcome, body, replay_of),
    format('ok {"b": 1,  "a": [2]} %s', :other), 'the stored answer comes back byte for byte')
FROM core.idempotency_claim(:member, 'order_create', 'key-0000000000001', '\x01');
SELECT is((core.idempotency_claim(:member, 'order_create', 'key-0000000000001', '\x02')).outcome,
    'idempotency_key_reused', 'another request may not use the key');
SELECT is((core.idempotency_claim(:other, 'order_create', 'key-0000000000001', '\x02')).outcome,
    NULL, 'another caller''s equal key is another key');
SELECT is((core.idempotency_claim(:member, 'order_cancel', 'key-0000000000001', '\x02')).outcome,
    NULL, 'and so is another operation''s');
SELECT throws_ok(format('SELECT core.idempotency_store(%L, %L, %L, %L, %L, %L, NULL)', :member,
    'order_create', 'key-0000000000001', '\x01', :other, 'ok'), '23505', NULL,
    'a key is stored once');
SELECT core.idempotency_store(:member, 'order_cancel', 'key-0000000000001', '\x02', :other,
    'order_not_found', NULL) \g /dev/null
SELECT is(format('%s %s %s', outcome, coalesce(body::text, 'none'), replay_of),
    format('order_not_found none %s', :other), 'refusals are stored too')
FROM core.idempotency_claim(:member, 'order_cancel', 'key-0000000000001', '\x02');

-- Many at once
CREATE TEMP TABLE claims AS
SELECT c.* FROM core.idempotency_claim_many(
    ARRAY[:member, :other, :suspended], 'order_create',
    ARRAY['key-0000000000001', 'key-0000000000001', 'key-0000000000003'],
    ARRAY['\x01', '\x01', '\x03']::bytea[]) WITH ORDINALITY AS c (outcome, body, replay_of, ord);
SELECT is(string_agg(format('%s %s', ord, outcome), ', ' ORDER BY ord), '1 ok, 2 , 3 ',
    'a batch of claims: a replay and two fresh ones') FROM claims;
SELECT is((SELECT body::text FROM claims WHERE ord = 1), '{"b": 1,  "a": [2]}', 'with its body');
SELECT is((SELECT replay_of FROM claims WHERE ord = 1), :other, 'and its first request');
SELECT is(string_agg(outcome, ', '), 'idempotency_key_reused', 'a batch notices another fingerprint')
FROM core.idempotency_claim_many(ARRAY[:member], 'order_create', ARRAY['key-0000000000001'],
    ARRAY['\x09']::bytea[]);
SELECT is(count(*), 0::bigint, 'an empty batch is empty')
FROM core.idempotency_claim_many('{}', 'order_create', '{}', '{}');
SELECT isnt(core.idempotency_lock(:member, 'a', 'k1'), core.idempotency_lock(:member, 'a', 'k2'),
    'keys have locks of their own');

-- api.idempotency_expire
INSERT INTO core.idempotency_keys
    (caller_id, operation, key, fingerprint, request_id, outcome, created_at)
SELECT :member, 'order_create', 'old-' || n, '\x01', :other, 'ok',
    now() - interval '7 days' - n * interval '1 second'
FROM generate_series(0, 4) AS n;
SELECT is((api.idempotency_expire(3)).body ->> 'removed', '3', 'old keys go, batch by batch');
SELECT is((SELECT string_agg(key, ', ' ORDER BY key) FROM core.idempotency_keys
           WHERE key LIKE 'old-%'), 'old-0, old-1', 'the oldest first');
SELECT is((api.idempotency_expire(100)).body ->> 'removed', '1', 'exactly seven days old may stay');
SELECT is((api.idempotency_expire(100)).body ->> 'removed', '0', 'then nothing is left to do');
SELECT is((SELECT count(*) FROM core.idempotency_keys), 3::bigint, 'young keys stay');
SELECT * FROM finish();
ROLLBACK;
