-- Vouchers at tills: which codes are good where, what they come to, how often, kept for a while, and taken back.
BEGIN;
\ir fixture/town.psql
\ir fixture/vouchers.psql
SELECT plan(107);

-- What one redemption came to, and whether a code of a voucher is good with a till
CREATE FUNCTION pg_temp.till(caller uuid, key uuid, store uuid) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', right(t.merchant_id::text, 1), right(t.store_id::text, 1), right(t.api_key_id::text, 1),
                     right(t.staff_id::text, 1), right(t.organisation_id::text, 1))
    FROM core.till_of(caller, key, 'live', store) AS t
$$;
CREATE FUNCTION pg_temp.good(code bytea, caller uuid, key uuid) RETURNS boolean LANGUAGE sql AS $$
    SELECT (core.redemption_voucher(core.till_of(caller, key, 'live', NULL), code)).id IS NOT NULL
$$;
CREATE FUNCTION pg_temp.plan(voucher uuid, bill bigint) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(p.refusal, p.value_fen::text) FROM core.vouchers AS v, core.redemption_plan(v, bill) AS p WHERE v.id = voucher
$$;
CREATE FUNCTION pg_temp.keep(code bytea, bill bigint DEFAULT NULL, caller uuid DEFAULT '00000004-0000-7000-8000-000000000001',
    key uuid DEFAULT '00000042-0000-7000-8000-000000000001', store uuid DEFAULT NULL, mode text DEFAULT 'live', again text DEFAULT NULL,
    OUT outcome text, OUT body json, OUT replay_of uuid) LANGUAGE sql AS $$
    SELECT * FROM api.redemption_lock_create(caller, key, mode, code, bill, store, 600,
        coalesce(again, gen_random_uuid()::text), sha256(code), core.uuid7())
$$;
CREATE FUNCTION pg_temp.use(lock uuid, bill bigint DEFAULT NULL, reference text DEFAULT NULL, caller uuid DEFAULT '00000004-0000-7000-8000-000000000001',
    key uuid DEFAULT '00000042-0000-7000-8000-000000000001', again text DEFAULT NULL, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$
    SELECT * FROM api.redemption_lock_redeem(caller, key, 'live', lock, bill, reference, coalesce(again, gen_random_uuid()::text),
        sha256('u'), core.uuid7())
$$;
CREATE FUNCTION pg_temp.drop(lock uuid, caller uuid DEFAULT '00000004-0000-7000-8000-000000000001',
    key uuid DEFAULT '00000042-0000-7000-8000-000000000001', again text DEFAULT NULL, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$
    SELECT * FROM api.redemption_lock_release(caller, key, 'live', lock, coalesce(again, gen_random_uuid()::text), sha256('d'), core.uuid7())
$$;
CREATE FUNCTION pg_temp.undo(redemption uuid, caller uuid DEFAULT '00000004-0000-7000-8000-000000000001',
    key uuid DEFAULT '00000042-0000-7000-8000-000000000001', mode text DEFAULT 'live', again text DEFAULT NULL,
    OUT outcome text, OUT body json, OUT replay_of uuid) LANGUAGE sql AS $$
    SELECT * FROM api.merchant_redemption_reverse(caller, key, mode, redemption, '扫错了', coalesce(again, gen_random_uuid()::text),
        sha256('r'), core.uuid7())
$$;
CREATE FUNCTION pg_temp.preview(code bytea, bill bigint DEFAULT NULL, mode text DEFAULT 'live') RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', p.outcome, p.body ->> 'value_fen', p.body ->> 'due_fen', p.body ->> 'uses_left', p.body ->> 'left_fen')
    FROM api.merchant_redemption_preview('00000004-0000-7000-8000-000000000001', '00000042-0000-7000-8000-000000000001', mode, code, bill, NULL) AS p
$$;
CREATE FUNCTION pg_temp.failures(subject uuid) RETURNS integer LANGUAGE sql AS $$
    SELECT f.failures FROM core.sign_in_failures AS f WHERE f.kind = 'redemption' AND f.key = uuid_send(subject)
$$;
CREATE FUNCTION pg_temp.listed(caller uuid, key uuid, reference text DEFAULT NULL, pages bigint DEFAULT 50, cursor text DEFAULT NULL, mode text DEFAULT 'live')
RETURNS text LANGUAGE sql AS $$
    SELECT l.outcome || ' ' || coalesce(json_array_length(l.body -> 'items'), 0) || coalesce(' ' || (l.body ->> 'next_cursor' IS NOT NULL), '')
    FROM api.merchant_redemption_list(caller, key, mode, reference, pages, cursor) AS l
$$;

-- Tills. The other member is a clerk of one store, the fourth owns the shop.
INSERT INTO core.merchant_staff (merchant_id, member_id, store_id, role, created_by) VALUES
    (:shop, :other, :store, 'clerk', :member), (:shop, :fourth, NULL, 'owner', :member);
SELECT is(pg_temp.till(:shop, :key, NULL), '1 1 4', 'a program, at no store in particular');
SELECT is(pg_temp.till(:shop, :key, :store2), '1 2 1 4', 'or at one');
SELECT is(pg_temp.till(:shop, :key, :rival_store) || pg_temp.till(:shop, :key, :shut) || pg_temp.till(:shop, :key, :nobody), '',
    'none of others, none that is shut');
SELECT is(pg_temp.till(:other, NULL, NULL) || ', ' || pg_temp.till(:other, NULL, :store), '1 1 2 4, 1 1 2 4', 'a clerk, at their store');
SELECT is(pg_temp.till(:other, NULL, :store2), '', 'and at no other');
SELECT is(pg_temp.till(:fourth, NULL, NULL) || ', ' || pg_temp.till(:fourth, NULL, :store2), '1 4 4, 1 2 4 4', 'an owner, anywhere');
SELECT is(pg_temp.till(:member, NULL, NULL) || pg_temp.till(:suspended, NULL, :store), '', 'nobody else');
INSERT INTO core.merchant_staff (merchant_id, member_id, role, created_by) VALUES (:rival, :fourth, 'owner', :member);
SELECT is(pg_temp.till(:fourth, NULL, NULL), '', 'an owner of two names a store');
SELECT is(pg_temp.till(:fourth, NULL, :rival_store) || ', ' || pg_temp.till(:fourth, NULL, :store), '3 4 4 3, 1 1 4 4', 'which tells the two apart');
INSERT INTO core.merchant_staff (merchant_id, member_id, role, created_by) VALUES (:rival, :member, 'owner', :member);
SELECT is((SELECT array_agg(core.till_serves(t.caller, t.key, t.merchant, t.store) ORDER BY t.n) FROM (VALUES
    (1, :shop, :key, :shop, :store), (2, :shop, :key, :rival, NULL), (3, :other, NULL, :shop, :store), (4, :other, NULL, :shop, :store2),
    (5, :other, NULL, :shop, NULL), (6, :fourth, NULL, :shop, NULL), (7, :fourth, NULL, :shop, :store2), (8, :member, NULL, :shop, :store)
    ) AS t (n, caller, key, merchant, store)), '{t,f,t,f,f,t,t,f}', 'who has to do with what was done where');

-- Codes
SELECT pg_temp.template('discount', 3000, 10, threshold => 10000) AS discount, pg_temp.template('discount', 3000, 10) AS small,
    pg_temp.template('amount', 1000, 10) AS amount, pg_temp.template('exchange', 500, 10, 2) AS exchange \gset
SELECT pg_temp.template('exchange', 500, 10, more => jsonb_build_object('merchant_id', :rival)) AS theirs \gset
SELECT pg_temp.claim(:'discount', :member) AS d, pg_temp.claim(:'small', :member) AS s, pg_temp.claim(:'amount', :member) AS a,
    pg_temp.claim(:'exchange', :member) AS e, pg_temp.claim(:'theirs', :member) AS t \gset
SELECT pg_temp.show(:'d') AS code, pg_temp.show(:'t') AS rival_code \gset
SELECT is(pg_temp.good(:'code', :shop, :key) AND pg_temp.good(:'code', :rival, :rival_key), true, 'good with all merchants of the city');
SELECT is(pg_temp.good(sha256('x'), :shop, :key), false, 'not what nobody shows');
SELECT is(pg_temp.good(:'rival_code', :rival, :rival_key) AND NOT pg_temp.good(:'rival_code', :shop, :key), true, 'of one merchant alone');
UPDATE core.merchants SET organisation_id = '00000001-0000-7000-8000-000000000001' WHERE id = :rival;
SELECT is(pg_temp.good(:'code', :rival, :rival_key), false, 'not with those who have their contract elsewhere');
SELECT is(pg_temp.good(:'rival_code', :rival, :rival_key), true, 'but with whom it names, wherever');
UPDATE core.merchants SET organisation_id = '00000001-0000-7000-8000-000000000003' WHERE id = :rival;
UPDATE core.voucher_tokens SET expires_at = now() WHERE hash = :'code';
SELECT is(pg_temp.good(:'code', :shop, :key), false, 'not for longer than it says');
UPDATE core.voucher_tokens SET expires_at = now() + interval '90 seconds' WHERE hash = :'code';
UPDATE core.vouchers SET expires_at = now() WHERE id = :'d';
SELECT is(pg_temp.good(:'code', :shop, :key), false, 'not of a voucher that has run out');
UPDATE core.vouchers SET expires_at = now() + interval '1 day' WHERE id = :'d';

-- What they come to
SELECT is(ARRAY[pg_temp.plan(:'d', NULL), pg_temp.plan(:'d', 9999), pg_temp.plan(:'d', 10000), pg_temp.plan(:'s', 2999), pg_temp.plan(:'s', 3001)],
    '{bill_required,threshold_not_reached,3000,2999,3000}', 'a discount');
SELECT is(ARRAY[pg_temp.plan(:'a', NULL), pg_temp.plan(:'a', 999), pg_temp.plan(:'a', 1001)], '{bill_required,999,1000}', 'an amount');
SELECT is(ARRAY[pg_temp.plan(:'e', NULL), pg_temp.plan(:'e', 1)], '{500,500}', 'an exchange, whatever the bill');
SELECT is((core.redemption_plan(NULL::core.vouchers, 1)).refusal, 'voucher_code_invalid', 'nothing');
SELECT is(ARRAY[pg_temp.plan(pg_temp.claim(pg_temp.template('discount', 1, 1, more => '{"category": "水果"}'), :member), 1),
                pg_temp.plan(pg_temp.claim(pg_temp.template('amount', 1, 1, more => '{"zone": "farm"}'), :member), 1),
                pg_temp.plan(pg_temp.claim(pg_temp.template('exchange', 1, 1, more => '{"zone": "farm"}'), :member), NULL)],
    '{voucher_for_orders,voucher_for_orders,1}', 'some are for orders');
SELECT is(pg_temp.preview(:'code', 12800) || ', ' || pg_temp.preview(:'code', 9999) || ', ' || pg_temp.preview(:'code', 12800, 'test'),
    'ok 3000 9800 1 3000, threshold_not_reached, voucher_code_invalid', 'asked before');
SELECT is(pg_temp.stands(:'d'), 'issued 0 0 1', 'which changes nothing');

-- Used
SELECT is((pg_temp.redeem(:'code', 12800, mode => 'test')).outcome, 'voucher_code_invalid', 'no test');
SELECT is((pg_temp.redeem(:'code', 12800, store => :rival_store)).outcome, 'store_not_found', 'nor at a store of others');
SELECT pg_temp.show(:'d') AS second \gset
CREATE TEMP TABLE first AS SELECT * FROM pg_temp.redeem(:'code', 12800, 'NO-1', :store, again => 'again');
SELECT is((SELECT concat_ws(' ', outcome, body ->> 'bill_fen', body ->> 'value_fen', body ->> 'due_fen', body ->> 'reference', body #>> '{store,name}',
                            body #>> '{template,kind}') FROM first), 'ok 12800 3000 9800 NO-1 店1 discount', 'what the merchant is told');
SELECT is(pg_temp.stands(:'d') || ', ' || pg_temp.money(:'discount'), 'redeemed 3000 0 0, 27000 3000', 'used and spent');
SELECT is((SELECT count(*) FROM core.voucher_tokens WHERE voucher_id = :'d'), 0::bigint, 'no code is good any longer');
SELECT is((pg_temp.redeem(:'second', 12800)).outcome, 'voucher_code_invalid', 'nor the other one');
SELECT is((SELECT r.outcome || (r.replay_of IS NOT NULL) || (r.body ->> 'id' = f.body ->> 'id') FROM first AS f,
           pg_temp.redeem(:'code', 12800, 'NO-1', :store, again => 'again') AS r), 'oktruetrue', 'asked again: the same answer');
SELECT is((SELECT array_agg(concat_ws(' ', kind, mode, object_id = (f.body ->> 'id')::uuid, data ->> 'voucher_id' = :'d', data ->> 'value_fen', data ->> 'reference',
                                      data ->> 'template_id' = :'discount', data ->> 'store_id' = :store::text))
           FROM core.outbox, first AS f WHERE merchant_id = :shop), '{"voucher.redeemed live t t 3000 NO-1 t t"}', 'its programs hear of it');
SELECT is((SELECT concat_ws(' ', actor_kind, actor_id = :shop, organisation_id = '00000001-0000-7000-8000-000000000002', changes ->> 'value_fen', changes ->> 'merchant_id' = :shop::text,
                            changes ->> 'voucher_id' = :'d', object_id = (f.body ->> 'id')::uuid)
           FROM core.audit_entries, first AS f WHERE action = 'merchant_redeem'), 'merchant t t 3000 t t t', 'and the auditors of whoever gave it');
SELECT is((pg_temp.redeem(pg_temp.show(:'s'), 2000, 'NO-1')).outcome, 'reference_taken', 'a number of the merchant''s is taken once');
SELECT is((pg_temp.redeem(pg_temp.show(:'s'), 2000, 'NO-1', NULL, :rival, :rival_key)).outcome, 'ok', 'by each merchant');
SELECT is(pg_temp.stands(:'s') || ', ' || pg_temp.money(:'small'), 'redeemed 2000 1000 0, 27000 2000', 'what a small bill leaves is free again');
SELECT is((pg_temp.redeem(pg_temp.show(:'a'), 400)).outcome || ' ' || pg_temp.stands(:'a') || ', ' || pg_temp.money(:'amount'),
    'ok issued 400 0 0, 9600 400', 'a part of an amount');
SELECT is((pg_temp.redeem(pg_temp.show(:'a'), 700)).body ->> 'due_fen' || ' ' || pg_temp.stands(:'a') || ', ' || pg_temp.money(:'amount'),
    '100 redeemed 1000 0 0, 9000 1000', 'and the rest');
SELECT is((SELECT concat_ws(' ', outcome, body ->> 'value_fen', coalesce(body ->> 'bill_fen', '-'), coalesce(body ->> 'due_fen', '-'), body #>> '{store,name}')
           FROM pg_temp.redeem(pg_temp.show(:'e'), 900, NULL, NULL, :other, NULL)), 'ok 500 - - 店1', 'a thing, by a clerk');
SELECT is(pg_temp.stands(:'e') || ', ' || pg_temp.money(:'exchange'), 'issued 500 0 1, 9500 500', 'one of its uses');
SELECT is((SELECT concat_ws(' ', actor_kind, actor_id = :other) FROM core.audit_entries WHERE action = 'merchant_redeem' ORDER BY seq DESC LIMIT 1), 'member t',
    'the audit knows the clerk');
SELECT is((SELECT count(*) FROM core.voucher_violations()), 0::bigint, 'all is well');

-- Wrong codes
DELETE FROM core.sign_in_failures WHERE kind = 'redemption';
SELECT pg_temp.redeem(sha256('wrong'), 1), pg_temp.keep(sha256('wrong'), 1), pg_temp.preview(sha256('wrong'), 1) \g /dev/null
SELECT is(pg_temp.failures(:key), 3, 'wrong codes are counted, however they are shown');
SELECT is(pg_temp.failures(:rival_key), NULL, 'for each till');
SELECT pg_temp.preview(pg_temp.show(:'e')) \g /dev/null
SELECT is(pg_temp.failures(:key), 0, 'and forgotten with a right one');
UPDATE core.sign_in_failures SET failures = 5 WHERE kind = 'redemption';
SELECT pg_temp.redeem(pg_temp.show(:'d'), 1), pg_temp.redeem(sha256('wrong'), 1, caller => :other, key => NULL),
    pg_temp.redeem(pg_temp.show(pg_temp.claim(:'amount', :member)), 1, caller => :other, key => NULL) \g /dev/null
SELECT is(pg_temp.failures(:key) || ' ' || pg_temp.failures(:other), '6 0', 'by redeeming, also a clerk''s');
SELECT pg_temp.redeem(pg_temp.show(pg_temp.claim(:'amount', :member)), 1000) \g /dev/null
SELECT is(pg_temp.failures(:key), 0, 'and a program''s');
UPDATE core.sign_in_failures SET failures = 5 WHERE kind = 'redemption';
SELECT pg_temp.keep(pg_temp.show(pg_temp.claim(:'discount', :member)), 1) \g /dev/null
SELECT is(pg_temp.failures(:key), 0, 'and by keeping, whatever comes of it');
UPDATE core.sign_in_failures SET failures = 18, last_at = clock_timestamp() WHERE kind = 'redemption';
SELECT is((pg_temp.redeem(sha256('wrong'), 1)).outcome || ' ' || (pg_temp.redeem(sha256('wrong'), 1)).outcome, 'voucher_code_invalid voucher_code_invalid', 'the twentieth is judged');
SELECT pg_temp.show(:'e') AS code \gset
SELECT is(ARRAY[(pg_temp.redeem(sha256('wrong'), again => 'later2')).outcome, (pg_temp.keep(:'code', again => 'later')).outcome, pg_temp.preview(:'code')],
    '{redemption_locked,redemption_locked,redemption_locked}', 'then the till waits');
DELETE FROM core.sign_in_failures WHERE kind = 'redemption';
SELECT is((pg_temp.redeem(sha256('wrong'), again => 'later2')).outcome || ' ' || (pg_temp.keep(:'code', again => 'later')).outcome, 'voucher_code_invalid ok',
    'an answer that is not kept for the key');

-- Kept for a till
SELECT id AS lock FROM core.redemption_locks WHERE voucher_id = :'e' \gset
SELECT is(pg_temp.stands(:'e') || ' ' || (SELECT count(*) FROM core.voucher_tokens WHERE voucher_id = :'e'), 'locked 500 0 1 0', 'it is kept, its codes are gone');
SELECT is((SELECT expires_at = now() + interval '10 minutes' FROM core.redemption_locks WHERE id = :'lock'), true, 'for ten minutes');
SELECT is(pg_temp.good(pg_temp.show(:'e'), :shop, :key), false, 'nobody else uses it');
SELECT is((SELECT concat_ws(' ', j ->> 'state', j ->> 'value_fen', j #>> '{template,kind}') FROM core.redemption_locks AS l, core.redemption_lock_json(l) AS j WHERE l.id = :'lock'),
    'open 500 exchange', 'what the merchant sees of it');
SELECT is((pg_temp.use(:'lock', NULL, NULL, :rival, :rival_key)).outcome || ' ' || (pg_temp.drop(:'lock', :rival, :rival_key)).outcome
    || ' ' || (pg_temp.use(:nobody)).outcome, 'redemption_lock_not_found redemption_lock_not_found redemption_lock_not_found', 'nobody else has to do with it');
SELECT is((pg_temp.use(:'lock', NULL, NULL, :other, NULL)).outcome, 'redemption_lock_not_found', 'nor a clerk of a store');
SELECT is((pg_temp.use(:'lock', NULL, 'NO-1')).outcome, 'reference_taken', 'the number must be new here, too');
SELECT is((SELECT r.outcome || ' ' || (r.body ->> 'reference') FROM pg_temp.use(:'lock', NULL, 'NO-2', again => 'once') AS r), 'ok NO-2', 'used');
SELECT is(pg_temp.stands(:'e') || ', ' || pg_temp.money(:'exchange') || ', ' || (SELECT state || ' ' || (ended_at IS NOT NULL) FROM core.redemption_locks WHERE id = :'lock'),
    'redeemed 1000 0 0, 9000 1000, redeemed true', 'and spent');
SELECT is((SELECT replay_of IS NOT NULL FROM pg_temp.use(:'lock', NULL, 'NO-2', again => 'once')), true, 'asked again: the same answer');
SELECT is((pg_temp.use(:'lock')).outcome || ' ' || (pg_temp.drop(:'lock')).outcome, 'redemption_lock_ended redemption_lock_ended', 'once');
SELECT is((SELECT lock_id = :'lock' FROM core.redemptions WHERE reference = 'NO-2' AND merchant_id = :shop), true, 'and it is known which');

SELECT pg_temp.claim(:'discount', :member) AS d, pg_temp.claim(:'amount', :member) AS a \gset
SELECT is((pg_temp.keep(pg_temp.show(:'d'), 9999)).outcome || ' ' || (pg_temp.keep(pg_temp.show(:'d'), 12800, mode => 'test')).outcome,
    'threshold_not_reached voucher_code_invalid', 'only what could be used');
SELECT (body ->> 'id')::uuid AS lock FROM pg_temp.keep(pg_temp.show(:'d'), 12800, :other, NULL) \gset
SELECT is((pg_temp.use(:'lock', 9999)).outcome, 'threshold_not_reached', 'what the purchase came to counts');
SELECT is((SELECT body ->> 'bill_fen' FROM pg_temp.use(:'lock', NULL, NULL)), '12800', 'or what was named then');
SELECT is((SELECT concat_ws(' ', r.api_key_id = :key, r.staff_id, r.store_id = :store) FROM core.redemptions AS r WHERE r.lock_id = :'lock'), 't t', 'by whoever used it, where it was kept');
SELECT (body ->> 'id')::uuid AS lock FROM pg_temp.keep(pg_temp.show(:'a'), 300) \gset
SELECT is((SELECT concat_ws(' ', r.outcome, r.body ->> 'state', coalesce(r.body ->> 'value_fen', '-')) FROM pg_temp.drop(:'lock', again => 'let go') AS r)
    || ', ' || pg_temp.stands(:'a'), 'ok released -, issued 0 0 0', 'let go: as before');
SELECT is((pg_temp.drop(:'lock', again => 'let go')).replay_of IS NOT NULL, true, 'asked again: the same answer');
SELECT is((pg_temp.drop(:'lock')).outcome || ' ' || (pg_temp.use(:'lock')).outcome, 'redemption_lock_ended redemption_lock_ended', 'once');
SELECT (body ->> 'id')::uuid AS lock FROM pg_temp.keep(pg_temp.show(:'a'), 300) \gset
SELECT is(core.redemption_locks_expire(100), 0::bigint, 'before its deadline it stays');
UPDATE core.redemption_locks SET expires_at = now() WHERE id = :'lock';
SELECT is((pg_temp.use(:'lock')).outcome || ' ' || (pg_temp.drop(:'lock')).outcome, 'redemption_lock_expired redemption_lock_expired', 'then it cannot be used');
SELECT is((SELECT core.redemption_lock_json(l) ->> 'state' FROM core.redemption_locks AS l WHERE l.id = :'lock'), 'expired', 'and says so');
SELECT is(core.redemption_locks_expire(100) || ' ' || pg_temp.stands(:'a') || ' ' || core.redemption_locks_expire(100), '1 issued 0 0 0 0', 'and is its holder''s again, once');
SELECT is((pg_temp.use(:'lock')).outcome, 'redemption_lock_expired', 'still');
SELECT (pg_temp.keep(pg_temp.show(pg_temp.claim(:'amount', :member)), 1)).outcome FROM generate_series(1, 2) \g /dev/null
UPDATE core.redemption_locks SET expires_at = now() WHERE state = 'open';
SELECT is(core.redemption_locks_expire(1) || ' ' || core.redemption_locks_expire(9), '1 1', 'so many at a time');
SELECT throws_ok(format('SELECT core.redemption_lock_end(%L, ''released'')', :'lock'), 'P0002', NULL, 'what has ended does not end again');
SELECT is(pg_temp.audited('redemption_lock'), 'member redemption_lock_create 1, merchant redemption_lock_create 5, merchant redemption_lock_release 1, system vouchers_expire 3',
    'the audit has all of it');

-- Limits of a day
SELECT pg_temp.template('exchange', 100, 10, more => '{"store_daily_limit": 2, "staff_daily_limit": 1}') AS limited \gset
CREATE TEMP TABLE served (n bigint GENERATED ALWAYS AS IDENTITY, who uuid, at uuid, outcome text, id uuid);
CREATE FUNCTION pg_temp.serve(template uuid, caller uuid, key uuid, store uuid) RETURNS text LANGUAGE sql AS $$
    INSERT INTO served (who, at, outcome, id)
    SELECT caller, store, r.outcome, (r.body ->> 'id')::uuid
    FROM pg_temp.redeem(pg_temp.show(pg_temp.claim(template, '00000002-0000-7000-8000-000000000004')), NULL, NULL, store, caller, key) AS r
    RETURNING outcome
$$;
CREATE FUNCTION pg_temp.counted(template uuid) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(left(c.subject_id::text, 8) || right(c.subject_id::text, 1) || ' ' || c.redeemed, ', ' ORDER BY c.subject_id)
    FROM core.redemption_counts AS c WHERE c.template_id = template AND c.day = core.today()
$$;
SELECT is(ARRAY[pg_temp.serve(:'limited', :shop, :key, :store), pg_temp.serve(:'limited', :shop, :key, :store2), pg_temp.serve(:'limited', :other, NULL, :store),
                pg_temp.serve(:'limited', :fourth, NULL, :store)], '{ok,daily_limit_reached,ok,daily_limit_reached}', 'one by each, two at each store');
SELECT is(pg_temp.counted(:'limited'), '000000022 1, 000000024 0, 000000421 1, 000000431 2, 000000432 0', 'what is refused does not count');
SELECT is(pg_temp.money(:'limited'), '800 200', 'nor cost');
SELECT is(pg_temp.serve(pg_temp.template('exchange', 100, 10, more => '{"store_daily_limit": 2, "staff_daily_limit": 1}'), :shop, :key, :store), 'ok', 'each template for itself');
SELECT pg_temp.template('exchange', 100, 10, more => '{"store_daily_limit": 1}') AS by_store, pg_temp.template('exchange', 100, 10, more => '{"staff_daily_limit": 1}') AS by_staff \gset
SELECT is(ARRAY[pg_temp.serve(:'by_store', :shop, :key, :store), pg_temp.serve(:'by_store', :other, NULL, NULL), pg_temp.serve(:'by_store', :shop, :key, :store2)],
    '{ok,daily_limit_reached,ok}', 'limits of stores alone');
SELECT is(ARRAY[pg_temp.serve(:'by_staff', :shop, :key, :store), pg_temp.serve(:'by_staff', :other, NULL, NULL), pg_temp.serve(:'by_staff', :shop, :key, :store2)],
    '{ok,ok,daily_limit_reached}', 'and of staff alone');
UPDATE core.redemption_counts SET day = day - 1 WHERE template_id = :'limited';
SELECT is(pg_temp.serve(:'limited', :shop, :key, :store), 'ok', 'each day for itself');
SELECT (SELECT id FROM served WHERE template_id = :'limited' ORDER BY n DESC LIMIT 1) AS last
FROM (SELECT :'limited'::uuid AS template_id) AS t \gset
SELECT is((pg_temp.undo(:'last')).outcome || ' ' || pg_temp.counted(:'limited'), 'ok 000000421 0, 000000431 0', 'what is taken back does not count');
SELECT is((SELECT string_agg(redeemed::text, ' ' ORDER BY subject_id) FROM core.redemption_counts WHERE template_id = :'limited' AND day = core.today() - 1),
    '1 0 1 2 0', 'only that');

-- Taken back
CREATE FUNCTION pg_temp.age(redemption uuid, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    UPDATE core.redemptions SET created_at = at WHERE id = redemption;
    SET LOCAL session_replication_role = origin;
END
$$;
SELECT pg_temp.claim(:'small', :member) AS s \gset
SELECT (body ->> 'id')::uuid AS made FROM pg_temp.redeem(pg_temp.show(:'s'), 2000, 'NO-3', :store2) \gset
SELECT is(pg_temp.stands(:'s') || ', ' || pg_temp.money(:'small'), 'redeemed 2000 1000 0, 24000 4000', 'used');
SELECT is(ARRAY[(pg_temp.undo(:'made', :rival, :rival_key)).outcome, (pg_temp.undo(:'made', :other, NULL)).outcome, (pg_temp.undo(:'made', mode => 'test')).outcome,
                (pg_temp.undo(:nobody)).outcome], '{redemption_not_found,redemption_not_found,redemption_not_found,redemption_not_found}', 'not by others, nor a test');
SELECT pg_temp.age(:'made', now() - interval '24 hours') \g /dev/null
SELECT is((pg_temp.undo(:'made')).outcome, 'redemption_too_old', 'within a day');
SELECT pg_temp.age(:'made', now() - interval '24 hours' + interval '1 second') \g /dev/null
UPDATE core.vouchers SET expires_at = now() WHERE id = :'s';
SELECT is((SELECT concat_ws(' ', r.outcome, r.body ->> 'reverse_reason', r.body ->> 'reversed_at' IS NOT NULL) FROM pg_temp.undo(:'made', again => 'undo') AS r), 'ok 扫错了 t', 'done');
SELECT is(pg_temp.stands(:'s') || ', ' || pg_temp.money(:'small'), 'issued 0 0 1, 27000 2000', 'all is as before');
SELECT is((SELECT expires_at = now() + interval '7 days' FROM core.vouchers WHERE id = :'s'), true, 'for seven days more, for it had run out');
SELECT is((pg_temp.undo(:'made', again => 'undo')).replay_of IS NOT NULL, true, 'asked again: the same answer');
SELECT is((pg_temp.undo(:'made')).outcome, 'redemption_reversed', 'once');
SELECT is((SELECT concat_ws(' ', reversed_by = :key, reverse_reason) FROM core.redemptions WHERE id = :'made'), 't 扫错了', 'by whom and why');
SELECT is((SELECT array_agg(kind ORDER BY kind) FROM core.outbox WHERE object_id = :'made'), '{voucher.redeemed,voucher.reversed}', 'its programs hear of both');
SELECT is(pg_temp.audited('redemption'), 'member merchant_redeem 4, merchant merchant_redeem 12, merchant merchant_redemption_reverse 2, merchant redemption_lock_redeem 2', 'the audit has all of it');

SELECT (body ->> 'id')::uuid AS made FROM pg_temp.redeem(pg_temp.show(:'s'), 2000, 'NO-4', NULL, :other, NULL) \gset
UPDATE core.budgets AS b SET committed = b.committed + core.budget_available(b) - 999 FROM core.voucher_templates AS t WHERE t.id = :'small' AND b.id = t.budget_id;
SELECT is((pg_temp.undo(:'made', :other, NULL)).outcome || ' ' || pg_temp.stands(:'s'), 'ok issued 0 1000 1', 'by the clerk; what others have of the budget meanwhile does not come back');
SELECT is((SELECT concat_ws(' ', r.reversed_by = :other) FROM core.redemptions AS r WHERE r.id = :'made'), 't', 'it is the clerk''s doing');
SELECT is(pg_temp.plan(:'s', 2999) || ' ' || (SELECT o.off_fen FROM core.voucher_offers(:member, ARRAY[:'s']::uuid[]) AS o), '2000 2000', 'the voucher is worth what is left');
SELECT (body ->> 'id')::uuid AS made FROM pg_temp.redeem(pg_temp.show(:'s'), 1500, 'NO-5') \gset
UPDATE core.budgets AS b SET committed = b.committed + core.budget_available(b) - 1500 FROM core.voucher_templates AS t WHERE t.id = :'small' AND b.id = t.budget_id;
SELECT is((pg_temp.undo(:'made')).outcome || ' ' || pg_temp.stands(:'s'), 'ok issued 0 0 1', 'to the last fen that is there');

-- Lists
CREATE TEMP TABLE counts AS SELECT count(*) AS all_of_them, count(*) FILTER (WHERE store_id = :store) AS of_the_store FROM core.redemptions WHERE merchant_id = :shop;
SELECT is(ARRAY[pg_temp.listed(:shop, :key), pg_temp.listed(:other, NULL), pg_temp.listed(:rival, :rival_key), pg_temp.listed(:nobody, NULL), pg_temp.listed(:shop, :key, mode => 'test')],
    (SELECT ARRAY[format('ok %s false', all_of_them), format('ok %s false', of_the_store), 'ok 1 false', 'ok 0 false', 'ok 0 false'] FROM counts), 'whose they are, of a clerk their store''s');
SELECT is(ARRAY[pg_temp.listed(:shop, :key, 'NO-1'), pg_temp.listed(:shop, :key, 'NO-9'), pg_temp.listed(:shop, :key, cursor => 'x'), pg_temp.listed(:shop, :key, pages => 2),
                pg_temp.listed(:shop, :key, pages => (SELECT all_of_them FROM counts))],
    (SELECT ARRAY['ok 1 false', 'ok 0 false', 'cursor_invalid 0 false', 'ok 2 true', format('ok %s false', all_of_them)] FROM counts), 'by number, and page by page');
SELECT is((SELECT l.outcome FROM api.merchant_redemption_list(:shop, :key, 'live', NULL, 5, 'x') AS l), 'cursor_invalid', 'by cursors of this list');
SELECT is((SELECT array_agg(i ->> 'id' ORDER BY n) FROM api.merchant_redemption_list(:shop, :key, 'live', NULL, 3, NULL) AS page,
           api.merchant_redemption_list(:shop, :key, 'live', NULL, 2, page.body ->> 'next_cursor') AS l, json_array_elements(l.body -> 'items') WITH ORDINALITY AS i (i, n)),
    ARRAY(SELECT r.id::text FROM core.redemptions AS r WHERE r.merchant_id = :shop ORDER BY r.id DESC LIMIT 2 OFFSET 3), 'the newest first');

SELECT is((SELECT count(*) FROM core.voucher_violations()), 0::bigint, 'all is well');
SELECT * FROM finish();
ROLLBACK;
