-- Merchants' keys: who may make, replace and end them, and what a key is good for.
BEGIN;
\ir fixture/town.psql
SELECT plan(52);

\set city '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
\set farm '''00000004-0000-7000-8000-000000000001''::uuid'
\set shop '''00000004-0000-7000-8000-000000000002''::uuid'
INSERT INTO core.role_grants (member_id, role, merchant_id, revoked_at) VALUES
    (:member, 'merchant_staff', :farm, NULL), (:other, 'merchant_staff', :farm, now()),
    (:suspended, 'merchant_staff', :farm, NULL);

CREATE FUNCTION pg_temp.make(
    caller uuid, merchant uuid, random text, scopes jsonb DEFAULT '["orders:read", "orders:read", "orders:ship"]',
    key text DEFAULT NULL, mode text DEFAULT 'live', expires timestamptz DEFAULT NULL,
    OUT outcome text, OUT body json, OUT replay_of uuid, OUT key_hash text)
LANGUAGE sql AS $$
    SELECT * FROM api.merchant_key_create(
        caller_id => caller, allowed_roles => '{admin,merchant_staff}', resource => 'merchant',
        merchant_id => merchant, name => '仓库', mode => mode, scopes => scopes, requests_per_minute => 60, expires_at => expires,
        hash => sha256(random::bytea), display => format('lgh_%s_%s…%s', mode, left(translate(random, ' ', '0') || '000', 3),
                                                                     right('000' || translate(random, ' ', '0'), 4)),
        idempotency_key => coalesce(key, gen_random_uuid()::text),
        fingerprint => sha256(random::bytea), request_id => '00000013-0000-7000-8000-000000000001')
$$;
CREATE FUNCTION pg_temp.rotate(
    caller uuid, merchant uuid, id uuid, random text, hours bigint, key text DEFAULT NULL,
    OUT outcome text, OUT body json, OUT replay_of uuid, OUT key_hash text)
LANGUAGE sql AS $$
    SELECT * FROM api.merchant_key_rotate(
        caller_id => caller, allowed_roles => '{admin,merchant_staff}', resource => 'merchant',
        merchant_id => merchant, api_key_id => id, overlap_hours => hours,
        live_hash => sha256(random::bytea), live_display => 'lgh_live_aaa…bbbb',
        test_hash => sha256(('test' || random)::bytea), test_display => 'lgh_test_aaa…bbbb',
        idempotency_key => coalesce(key, gen_random_uuid()::text),
        fingerprint => sha256(random::bytea), request_id => '00000013-0000-7000-8000-000000000002')
$$;
CREATE FUNCTION pg_temp.revoke(caller uuid, merchant uuid, id uuid) RETURNS text LANGUAGE sql RETURN (
    SELECT outcome || coalesce(' ' || (body ->> 'status'), '') FROM api.merchant_key_revoke(
        caller, '{admin,merchant_staff}', 'merchant', merchant, id, core.uuid7()));
CREATE FUNCTION pg_temp.find(random text, needed text DEFAULT '') RETURNS text LANGUAGE sql RETURN (
    SELECT outcome FROM api.api_key_find(ARRAY[sha256(random::bytea)], ARRAY[needed]));
CREATE FUNCTION pg_temp.entries() RETURNS bigint LANGUAGE sql
    RETURN (SELECT count(*) FROM core.audit_entries WHERE object_kind = 'api_key');

-- Making
CREATE TEMP TABLE first AS SELECT * FROM pg_temp.make(:city, :farm, 'first', key => 'key-1');
SELECT is(outcome, 'ok', 'the city''s staff make a key') FROM first;
SELECT is((SELECT array_agg(k) FROM first, json_object_keys(body) AS k),
    '{id,merchant_id,name,mode,scopes,requests_per_minute,display,status,created_at,expires_at,revoked_at,replaced_by,replaces,last_used_at}',
    'properties in order');
SELECT is(body::jsonb - '{id,created_at}'::text[], jsonb_build_object('merchant_id', :farm, 'name', '仓库',
    'mode', 'live', 'scopes', '["orders:read", "orders:ship"]'::jsonb, 'requests_per_minute', 60,
    'display', 'lgh_live_fir…irst', 'status', 'active',
    'expires_at', NULL, 'revoked_at', NULL, 'replaced_by', NULL, 'replaces', NULL, 'last_used_at', NULL),
    'the answer, without the key') FROM first;
SELECT is(key_hash, sha256('first')::text, 'and which one it is about') FROM first;
SELECT is((a.body::text, a.key_hash, a.replay_of)::text,
          (f.body::text, f.key_hash, '00000013-0000-7000-8000-000000000001')::text, 'again, the same bytes')
FROM first AS f, pg_temp.make(:city, :farm, 'first', key => 'key-1') AS a;
SELECT is((pg_temp.make(:city, :farm, 'other', key => 'key-1')).outcome, 'idempotency_key_reused', 'a key for one request');
DELETE FROM core.idempotency_keys;
SELECT is((pg_temp.make(:city, :farm, 'first', key => 'key-1')).outcome, 'idempotency_key_reused',
    'not twice, even after seven days');
SELECT is((pg_temp.make(:member, :farm, 'by staff')).outcome, 'ok', 'the merchant''s staff make one');
SELECT is((pg_temp.make(caller, merchant, 'x' || what)).outcome, 'merchant_not_found', 'refused: ' || what)
FROM (VALUES (:haizhou, :farm, 'another district'), (:other, :farm, 'staff no more'),
    (:suspended, :farm, 'a suspended account'), (:member, :shop, 'another merchant''s staff'),
    (:nobody, :farm, 'nobody'), (:city, :nobody, 'no merchant')) AS t (caller, merchant, what);
SELECT is((pg_temp.make(:city, :farm, 'late', expires => now())).outcome, 'expiry_past', 'an end in the past');
SELECT is(pg_temp.entries(), 2::bigint, 'two rows in the audit');
SELECT is((SELECT format('%s %s %s', e.actor_kind, e.action, right(e.organisation_id::text, 1))
           FROM core.audit_entries AS e ORDER BY e.seq DESC LIMIT 1), 'member merchant_key_create 4',
    'by whom, for whose auditors');

-- Finding
SELECT is(pg_temp.find('first'), 'ok', 'a key is found');
SELECT is(pg_temp.find('first', 'orders:ship orders:read'), 'ok', 'with all its scopes');
SELECT is(pg_temp.find('first', 'orders:read stock:write'), 'scope_missing', 'one that it lacks');
SELECT is(pg_temp.find('nothing'), 'api_key_invalid', 'an unknown one');
SELECT is((SELECT array_agg((f.ord, f.outcome, f.merchant_id, f.is_noted)::text ORDER BY f.ord) FROM api.api_key_find(
    ARRAY[sha256('nothing'), sha256('first'), sha256('first')], ARRAY['', 'stock:write', '']) AS f),
    ARRAY['(1,api_key_invalid,,f)', format('(2,scope_missing,%s,f)', :farm), format('(3,ok,%s,f)', :farm)],
    'several at once');
UPDATE core.merchants SET status = 'suspended' WHERE id = :farm;
SELECT is(pg_temp.find('first'), 'api_key_invalid', 'a suspended merchant''s');
UPDATE core.merchants SET status = 'active' WHERE id = :farm;

-- Noting the use
SELECT (body ->> 'id')::uuid AS id FROM first \gset
SELECT api.api_key_note(:'id') \g /dev/null
SELECT is((SELECT last_used_at FROM core.api_keys WHERE id = :'id'), now(), 'its use is noted');
SELECT is((SELECT is_noted FROM api.api_key_find(ARRAY[sha256('first')], '{NULL}')), true, 'for a minute');
SELECT is((SELECT requests_per_minute FROM api.api_key_find(ARRAY[sha256('first')], '{NULL}')), 60::bigint, 'and its own quota');
UPDATE core.api_keys SET last_used_at = now() - interval '59 s' WHERE id = :'id';
SELECT api.api_key_note(:'id') \g /dev/null
SELECT is((SELECT last_used_at FROM core.api_keys WHERE id = :'id'), now() - interval '59 s', 'not again before');
UPDATE core.api_keys SET last_used_at = now() - interval '60 s' WHERE id = :'id';
SELECT is((SELECT is_noted FROM api.api_key_find(ARRAY[sha256('first')], '{NULL}')), false, 'then anew');

-- Replacing
SELECT is((pg_temp.rotate(:haizhou, :farm, :'id', 'r0', 1)).outcome, 'api_key_not_found', 'not by another district');
SELECT is((pg_temp.rotate(:city, :shop, :'id', 'r0', 1)).outcome, 'api_key_not_found', 'nor under another merchant');
SELECT (body ->> 'id')::uuid AS next, key_hash FROM pg_temp.rotate(:city, :farm, :'id', 'second', 24, 'key-2') \gset
SELECT is(:'key_hash', sha256('second')::text, 'a live key is replaced by a live one');
SELECT is(pg_temp.find('first') || pg_temp.find('second', 'orders:ship'), 'okok', 'both are good');
SELECT is((SELECT (k.expires_at, k.replaced_by)::text FROM core.api_keys AS k WHERE k.id = :'id'),
    (now() + interval '24 hours', :'next')::text, 'the old one for a day');
SELECT is((r.body ->> 'id', r.body ->> 'replaces', r.replay_of IS NOT NULL)::text, (:'next', :'id', true)::text, 'again, the same')
FROM pg_temp.rotate(:city, :farm, :'id', 'second', 24, 'key-2') AS r;
SELECT is((pg_temp.rotate(:city, :farm, :'id', 'third', 24)).outcome, 'api_key_replaced', 'a key is replaced once');
UPDATE core.api_keys SET expires_at = now() WHERE id = :'id';
SELECT is(pg_temp.find('first'), 'api_key_invalid', 'the old one ends');
SELECT is((pg_temp.rotate(:city, :farm, :'id', 'third', 24)).outcome, 'api_key_ended', 'and cannot be replaced then');
SELECT (body ->> 'id')::uuid AS test FROM pg_temp.make(:city, :farm, 'test', mode => 'test', expires => now() + interval '2 hours') \gset
SELECT is((r.key_hash, (r.body ->> 'expires_at')::timestamptz)::text, (sha256('testnew')::text, k.expires_at)::text,
    'a test key by a test one, with the same end')
FROM core.api_keys AS k, pg_temp.rotate(:member, :farm, :'test', 'new', 0) AS r WHERE k.id = :'test';
SELECT is(pg_temp.find('test') || ' ' || pg_temp.find('testnew'), 'api_key_invalid ok', 'without overlap at once');

SELECT (body ->> 'id')::uuid AS brief FROM pg_temp.make(:city, :farm, 'brief', expires => now() + interval '2 hours') \gset
SELECT is((pg_temp.rotate(:city, :farm, :'brief', 'brief 2', 24)).body ->> 'requests_per_minute', '60', 'the quota stays');
SELECT is((SELECT k.expires_at FROM core.api_keys AS k WHERE k.id = :'brief'), now() + interval '2 hours', 'a key with an end is not good for longer when it is replaced');
SELECT pg_temp.revoke(:city, :farm, :'brief') \g /dev/null

-- Ending
SELECT is(pg_temp.revoke(:haizhou, :farm, :'next'), 'api_key_not_found', 'not by another district');
SELECT is(pg_temp.revoke(:city, :farm, :'next'), 'ok revoked', 'a key is revoked');
SELECT is(pg_temp.find('second'), 'api_key_invalid', 'at once');
SELECT is(pg_temp.entries(), 9::bigint, 'each left its row');
SELECT is(pg_temp.revoke(:city, :farm, :'next') || pg_temp.entries(), 'ok revoked9', 'a second time changes nothing');

-- As many as there may be
SELECT is((SELECT array_agg((pg_temp.make(:city, :shop, 'many ' || n)).outcome ORDER BY n) FROM generate_series(1, 21) AS n),
    array_fill('ok'::text, '{20}') || ARRAY['api_key_limit'], 'twenty live keys');
SELECT pg_temp.revoke(:city, :shop, (SELECT min(id::text)::uuid FROM core.api_keys WHERE merchant_id = :shop)) \g /dev/null
SELECT is((pg_temp.make(:city, :shop, 'one more')).outcome, 'ok', 'one goes, one comes');

-- Who looks after a merchant
INSERT INTO core.merchant_staff (merchant_id, member_id, role, created_by) VALUES (:shop, :fourth, 'owner', :city), (:shop, :suspended, 'owner', :city);
CREATE FUNCTION pg_temp.looks(caller uuid, merchant uuid, role text, resource text DEFAULT 'merchant') RETURNS boolean LANGUAGE sql
    RETURN core.merchant_office(caller, ARRAY[role], resource, merchant) IS NOT NULL;
SELECT is(ARRAY[pg_temp.looks(:member, :farm, 'merchant_staff'), pg_temp.looks(:member, :farm, 'admin'), pg_temp.looks(:fourth, :shop, 'merchant_staff'), pg_temp.looks(:fourth, :shop, 'admin'),
                pg_temp.looks(:suspended, :shop, 'merchant_staff')], '{t,f,t,f,f}', 'in the role that the operation is for, and in good standing');
UPDATE core.role_grants SET resources = '{redemption}' WHERE member_id = :member;
SELECT is(ARRAY[pg_temp.looks(:member, :farm, 'merchant_staff'), pg_temp.looks(:member, :farm, 'merchant_staff', 'redemption')], '{f,t}', 'for the things of the grant');
UPDATE core.role_grants SET resources = NULL WHERE member_id = :member;

-- Listing
CREATE FUNCTION pg_temp.list(caller uuid, merchant uuid, page bigint, cursor text DEFAULT NULL) RETURNS json LANGUAGE sql
    RETURN (SELECT coalesce(body, to_json(outcome)) FROM api.merchant_key_list(
        caller, '{admin,merchant_staff}', 'merchant', merchant, page, cursor));
SELECT is((SELECT count(DISTINCT i ->> 'id') FROM pg_temp.list(:city, :shop, 15) AS one,
    pg_temp.list(:city, :shop, 15, one ->> 'next_cursor') AS two,
    LATERAL (SELECT json_array_elements(one -> 'items') UNION ALL SELECT json_array_elements(two -> 'items')) AS a (i)),
    21::bigint, 'all of them, page by page');
SELECT is(pg_temp.list(:member, :shop, 15)::text, '"merchant_not_found"', 'not another merchant''s');
SELECT * FROM finish();
ROLLBACK;
