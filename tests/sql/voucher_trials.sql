-- Vouchers of test keys: used as live ones are, by test keys alone, and counted nowhere.
BEGIN;
\ir fixture/town.psql
\ir fixture/vouchers.psql
SELECT plan(17);
\set trial '''00000042-0000-7000-8000-000000000009''::uuid'
\set admin '''00000003-0000-7000-8000-000000000001''::uuid'
INSERT INTO core.api_keys (id, merchant_id, name, mode, scopes, hash, display, created_by)
VALUES (:trial, :shop, '联调', 'test', '{}', sha256('trial'), 'lgh_test_abc…0009', :member);
CREATE FUNCTION pg_temp.make(kind text, threshold bigint, fen bigint, uses bigint DEFAULT 1, mode text DEFAULT 'test', OUT outcome text, OUT body json) LANGUAGE sql AS $$
    SELECT * FROM api.merchant_test_voucher_create('00000004-0000-7000-8000-000000000001', '00000042-0000-7000-8000-000000000009', mode, kind, threshold, fen, uses, core.uuid7())
$$;
CREATE FUNCTION pg_temp.shown(voucher uuid, code text, caller uuid DEFAULT '00000004-0000-7000-8000-000000000001', mode text DEFAULT 'test') RETURNS text LANGUAGE sql AS $$
    SELECT t.outcome FROM api.merchant_test_voucher_token(caller, mode, voucher, sha256(code::bytea), core.uuid7()) AS t
$$;
CREATE FUNCTION pg_temp.try(code text, bill bigint DEFAULT NULL, reference text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', r.outcome, r.body ->> 'value_fen', r.body ->> 'due_fen') FROM pg_temp.redeem(sha256(code::bytea), bill, reference,
        key => '00000042-0000-7000-8000-000000000009', mode => 'test') AS r
$$;

SELECT is(ARRAY[(pg_temp.make('discount', 1, 1, mode => 'live')).outcome, (pg_temp.make('discount', 1, 1, 2)).outcome, (pg_temp.make('amount', 1, 1)).outcome, (pg_temp.make('amount', 0, 1, 2)).outcome],
    '{test_key_required,voucher_rules_misfit,voucher_rules_misfit,voucher_rules_misfit}', 'by test keys, and only what can be');
SELECT is((SELECT concat_ws(' ', m.outcome, m.body ->> 'threshold_fen', m.body ->> 'left_fen', m.body ->> 'uses', m.body #>> '{template,merchant,name}') FROM pg_temp.make('exchange', 0, 500, 2) AS m),
    'ok 0 1000 2 青口草莓园', 'twice 500');
SELECT (pg_temp.make('discount', 10000, 3000)).body ->> 'id' AS off, (pg_temp.make('exchange', 0, 500, 2)).body ->> 'id' AS twice, (pg_temp.make('amount', NULL, 1000)).body ->> 'id' AS card \gset
SELECT pg_temp.template('exchange', 5, 9) AS bound \gset
UPDATE core.voucher_templates SET merchant_id = :shop WHERE id = :'bound';
SELECT is(ARRAY[pg_temp.shown(:'off', 'a', mode => 'live'), pg_temp.shown(:'off', 'a', :rival), pg_temp.shown(pg_temp.claim(:'bound', :member), 'a'), pg_temp.shown(:'off', 'a'), pg_temp.shown(:'off', 'b')],
    '{voucher_not_found,voucher_not_found,voucher_not_found,ok,ok}', 'shown to whom they belong');
SELECT is(ARRAY[pg_temp.try('a', 12800), pg_temp.try('b', 9999), (pg_temp.redeem(sha256('b'), 12800)).outcome], '{voucher_code_invalid,threshold_not_reached,voucher_code_invalid}',
    'by the newest code, under the same rules, and not with a live key');
SELECT pg_temp.template('exchange', 5, 9) AS live, pg_temp.money(pg_temp.template('exchange', 5, 9)) AS money \gset
SELECT (pg_temp.redeem(pg_temp.show(pg_temp.claim(:'live', :member)), NULL, 'NO-1')).body ->> 'id' AS real \gset
SELECT is(ARRAY[pg_temp.try('b', 12800, 'NO-1'), pg_temp.try('b', 12800), pg_temp.shown(:'off', 'c')], '{"ok 3000 9800",voucher_code_invalid,voucher_not_usable}', 'once; its number is no live one''s');
SELECT is(ARRAY[pg_temp.shown(:'twice', 'd'), pg_temp.try('d', NULL, 'NO-1'), pg_temp.try('d', NULL, 'NO-2'), pg_temp.try('d', NULL, 'NO-3')], '{ok,reference_taken,"ok 500",voucher_code_invalid}', 'nor another trial''s');
SELECT pg_temp.show(pg_temp.claim(:'live', :member)) AS code \gset
SELECT is((pg_temp.redeem(:'code', key => :trial, mode => 'test')).outcome, 'voucher_code_invalid', 'live ones are not for test keys');
SELECT r.id AS tried FROM core.redemptions AS r WHERE r.reference = 'NO-2' \gset
CREATE FUNCTION pg_temp.undo(redemption uuid, mode text, key uuid) RETURNS text LANGUAGE sql AS $$
    SELECT r.outcome FROM api.merchant_redemption_reverse('00000004-0000-7000-8000-000000000001', key, mode, redemption, '扫错', gen_random_uuid()::text, sha256('r'), core.uuid7()) AS r
$$;
SELECT is(ARRAY[pg_temp.undo(:'tried', 'live', :key), pg_temp.undo(:'real', 'test', :trial), pg_temp.undo(:'tried', 'test', :trial), pg_temp.stands(:'twice')],
    '{redemption_not_found,redemption_not_found,ok,"issued 0 0 2"}', 'taken back by keys of their own mode');
SELECT is(ARRAY(SELECT json_array_length(l.body -> 'items') FROM (VALUES (:key, 'live'), (:trial, 'test')) AS k (id, mode), api.merchant_redemption_list(:shop, k.id, k.mode, NULL, 50, NULL) AS l), '{1,2}', 'and listed likewise');

-- Kept for a till
SELECT pg_temp.shown(:'card', 'e') \g /dev/null
SELECT (l.body ->> 'id')::uuid AS lock FROM api.redemption_lock_create(:shop, :trial, 'test', sha256('e'), 400, NULL, 600, 'k', sha256('k'), core.uuid7()) AS l \gset
SELECT is(ARRAY[(api.redemption_lock_release(:shop, :key, 'live', :'lock', 'l', sha256('l'), core.uuid7())).outcome, (api.redemption_lock_redeem(:shop, :key, 'live', :'lock', NULL, NULL, 'm', sha256('m'), core.uuid7())).outcome,
                (api.redemption_lock_redeem(:shop, :trial, 'test', :'lock', NULL, NULL, 'n', sha256('n'), core.uuid7())).outcome, pg_temp.stands(:'card')],
    '{redemption_lock_not_found,redemption_lock_not_found,ok,"issued 400 0 0"}', 'not let go or used by a live key');

-- They count nowhere
SELECT is(pg_temp.money(:'live'), '40 5', 'budgets know nothing of them');
SELECT is((SELECT string_agg(s.kind || ' ' || s.voucher_fen, ', ') FROM core.settlement_sources(:shop, now() + interval '1 day') AS s), 'redemption 5', 'nor settlements');
SELECT is((SELECT string_agg(e.said, ', ' ORDER BY e.said) FROM (SELECT o.mode || ' ' || o.kind || ' ' || count(*) AS said FROM core.outbox AS o WHERE o.kind LIKE 'voucher.%' GROUP BY o.mode, o.kind) AS e),
    'live voucher.issued 1, live voucher.redeemed 1, test voucher.issued 4, test voucher.redeemed 3, test voucher.reversed 1', 'the program hears of them in its own mode');
SELECT is((SELECT count(*) FROM api.admin_voucher_template_list(:admin, '{admin}', 'voucher', NULL, NULL, 100, NULL) AS l, json_array_elements(l.body -> 'items') AS i WHERE i ->> 'title' = '测试券'), 0::bigint, 'the staff do not see them');
SELECT is((SELECT string_agg(DISTINCT g.outcome, ' ') FROM core.vouchers AS v, LATERAL (SELECT (api.admin_voucher_template_get(:admin, '{admin}', 'voucher', v.template_id)).outcome UNION ALL
           SELECT (api.voucher_template_get(v.template_id)).outcome) AS g WHERE v.source = 'test'), 'voucher_template_not_found', 'nor anybody');
UPDATE core.vouchers SET expires_at = now() WHERE source = 'test' AND state = 'issued';
SELECT is((SELECT body ->> 'expired' FROM api.vouchers_expire(99)), '3', 'they end');
SELECT is((SELECT count(*) FROM core.voucher_violations()) + (SELECT count(*) FROM core.ledger_fen_violations()), 0::bigint, 'and all is well');
SELECT * FROM finish();
ROLLBACK;
