-- Vouchers and the orders that use, return and buy them; what is counted and who gets the money back.
BEGIN;
\ir fixture/town.psql
\ir fixture/vouchers.psql
SELECT plan(40);
\set member '''00000002-0000-7000-8000-000000000001''::uuid'
\set other '''00000002-0000-7000-8000-000000000002''::uuid'
\set city '''00000001-0000-7000-8000-000000000002''::uuid'
\set admin '''00000003-0000-7000-8000-000000000001''::uuid'
\set o1 '''00000040-0000-7000-8000-000000000001''::uuid'
\set o2 '''00000040-0000-7000-8000-000000000002''::uuid'

-- Locks
SELECT pg_temp.template('discount', 3000, 10, threshold => 10000) AS discount \gset
SELECT pg_temp.template('amount', 1000, 10) AS amount \gset
SELECT pg_temp.template('exchange', 500, 10, 2) AS exchange \gset
SELECT is(pg_temp.money(:'exchange'), '10000 0', 'all uses are promised');
SELECT pg_temp.claim(:'discount', :member) AS d, pg_temp.claim(:'amount', :member) AS a,
    pg_temp.claim(:'exchange', :member) AS e, pg_temp.claim(:'discount', :other) AS theirs \gset
SELECT is((SELECT array_agg((o.threshold_fen, o.off_fen)::text ORDER BY o.off_fen)
           FROM core.voucher_offers(:member, ARRAY[:'d', :'a', :'e', :'theirs']::uuid[]) AS o),
    '{"(0,1000)","(10000,3000)"}', 'own ones for orders, and what they are worth');
SELECT is(core.voucher_lock(:member, ARRAY[:'d', :'theirs']::uuid[], :o1), 'voucher_not_usable', 'not others''');
SELECT is(core.voucher_lock(:member, ARRAY[:'e']::uuid[], :o1), 'voucher_not_usable', 'not those for tills');
SELECT is(pg_temp.stands(:'d'), 'issued 0 0 1', 'nothing has changed');
SELECT is(core.voucher_lock(:member, ARRAY[:'d', :'a', :'d']::uuid[], :o1), NULL, 'two, one named twice');
SELECT is(core.voucher_lock(:member, ARRAY[:'d']::uuid[], :o2), 'voucher_not_usable', 'not for two orders');
SELECT is(pg_temp.stands(:'d') || ', ' || pg_temp.stands(:'a'), 'locked 0 0 1, locked 0 0 0', 'kept');
SELECT is((SELECT count(*) FROM core.voucher_violations()), 0::bigint, 'all is well');

-- An order that ends
UPDATE core.vouchers SET expires_at = now() - interval '1 minute' WHERE id = :'d';
SELECT core.voucher_unlock(:o1) \g /dev/null
SELECT is(pg_temp.stands(:'d') || ', ' || pg_temp.stands(:'a'), 'issued 0 0 1, issued 0 0 0', 'given back');
SELECT is((SELECT expires_at = now() + interval '7 days' FROM core.vouchers WHERE id = :'d'), true, 'seven days more');
SELECT core.voucher_unlock(:o1) \g /dev/null
SELECT is((SELECT array_agg(state) FROM core.voucher_uses WHERE order_id = :o1), '{returned,returned}', 'once');

-- An order that is paid, with 2,000 of 3,000 and 400 of 1,000
SELECT core.voucher_lock(:member, ARRAY[:'d', :'a']::uuid[], :o2) \g /dev/null
SET LOCAL session_replication_role = replica;
INSERT INTO core.order_reductions (order_id, line, payer, source_id, amount_fen)
VALUES (:o2, 1, 'voucher', :'d', 1500), (:o2, 2, 'voucher', :'d', 500), (:o2, 1, 'voucher', :'a', 400);
SET LOCAL session_replication_role = origin;
SELECT core.voucher_use(:o2) \g /dev/null
SELECT is(pg_temp.stands(:'d') || ', ' || pg_temp.stands(:'a'), 'redeemed 2000 1000 0, issued 400 0 0', 'used');
SELECT is(pg_temp.money(:'discount') || ', ' || pg_temp.money(:'amount'), '27000 2000, 9600 400',
    'spent; what a discount leaves is free again');
SELECT core.voucher_use(:o2) \g /dev/null
SELECT is(pg_temp.money(:'discount'), '27000 2000', 'once');
SELECT is((SELECT count(*) FROM core.voucher_violations()), 0::bigint, 'all is well');

-- It is given back as a whole
SELECT core.voucher_unlock(:o2) \g /dev/null
SELECT is(pg_temp.stands(:'d') || ', ' || pg_temp.stands(:'a'), 'issued 0 0 1, issued 0 0 0', 'as before');
SELECT is(pg_temp.money(:'discount') || ', ' || pg_temp.money(:'amount'), '30000 0, 10000 0', 'promised again');

-- In part, and then the rest: both go to the budget
\set o3 '''00000040-0000-7000-8000-000000000003''::uuid'
\set ref '''00000041-0000-7000-8000-000000000001''::uuid'
SELECT core.voucher_lock(:member, ARRAY[:'d']::uuid[], :o3) \g /dev/null
SET LOCAL session_replication_role = replica;
INSERT INTO core.order_reductions (order_id, line, payer, source_id, amount_fen) VALUES (:o3, 1, 'voucher', :'d', 3000);
SET LOCAL session_replication_role = origin;
SELECT core.voucher_use(:o3) \g /dev/null
SELECT core.voucher_refund(:o3, :'d', 1000, :ref) \g /dev/null
SELECT is(pg_temp.stands(:'d') || ', ' || pg_temp.money(:'discount'), 'redeemed 2000 1000 0, 27000 2000', 'a part');
SELECT throws_like(format('SELECT core.voucher_refund(%L, %L, 2001, gen_random_uuid())', :o3, :'d'), '%check%',
    'never more than it paid');
SELECT throws_like(format('SELECT core.voucher_refund(%L, %L, 1, gen_random_uuid())', :o1, :'d'), '%has not used%',
    'only of what used it');
SELECT core.voucher_unlock(:o3) \g /dev/null
SELECT is(pg_temp.stands(:'d') || ', ' || pg_temp.money(:'discount'), 'redeemed 0 3000 0, 27000 0', 'the rest');
SELECT is((SELECT count(*) FROM core.voucher_violations()), 0::bigint, 'all is well');

-- They run out
UPDATE core.vouchers SET expires_at = now() WHERE id IN (:'a', :'theirs');
SELECT is((SELECT body::text FROM api.vouchers_expire(100)), '{"expired" : 2, "freed" : 0}', 'two');
SELECT is(pg_temp.stands(:'a') || ', ' || pg_temp.stands(:'theirs'), 'expired 0 1000 0, expired 0 3000 0', 'ended');
SELECT is(pg_temp.money(:'discount') || ', ' || pg_temp.money(:'amount'), '24000 0, 9000 0', 'the budgets have them');
SELECT is((SELECT body::text FROM api.vouchers_expire(100)), '{"expired" : 0, "freed" : 0}', 'once');

-- Bought by orders
INSERT INTO core.skus (id, product_id, name, price_fen, received, on_hand)
VALUES ('00000006-0000-7000-8000-0000000000ff', '00000005-0000-7000-8000-000000000001', '采摘券', 5000, 10, 10);
SELECT (core.voucher_template_write(:city, jsonb_build_object(
    'kind', 'exchange', 'funding', 'sale', 'title', '采摘券', 'merchant_id', '00000004-0000-7000-8000-000000000001',
    'sku_id', '00000006-0000-7000-8000-0000000000ff', 'per_member', 1, 'opens_at', now() - interval '1 hour', 'uses', 3,
    'closes_at', now() + interval '1 day', 'valid_days', 30, 'valid_until', now() + interval '2 days',
    'tiers', '[{"threshold_fen": 0, "amount_fen": 0, "stock": 100}]'::jsonb), :admin)).id AS sold \gset
SELECT core.vouchers_issue(:'sold', :member, :o1, 2, 3) \g /dev/null
SELECT is((SELECT array_agg((v.uses_left, v.worth_fen, v.expires_at = now() + interval '7 days')::text)
           FROM core.vouchers AS v WHERE v.source_id = :o1), '{"(3,0,t)","(3,0,t)","(3,0,t)"}',
    'one for each piece, for a week at least');
SELECT is(core.vouchers_revoke(:o1, 2, 2), 2::bigint, 'two are taken back');
SELECT is(core.vouchers_revoke(:o1, 1, 2), 0::bigint, 'none of another line');
SELECT is(core.vouchers_revoke(:o1, 2, 2), 1::bigint, 'as many as there are');
SELECT is((SELECT count(*) FROM core.voucher_violations()), 0::bigint, 'all is well');

-- Guards
SELECT throws_like(format('UPDATE core.vouchers SET worth_fen = 1 WHERE id = %L', :'e'), '%', 'worth does not change');
SELECT throws_ok('DELETE FROM core.vouchers', NULL, NULL, 'vouchers stay');
SELECT throws_like('UPDATE core.voucher_tiers SET issued = stock + 1', '%check%', 'never more than the stock');
SELECT throws_like(format('INSERT INTO core.vouchers (template_id, tier, member_id, source, threshold_fen, amount_fen,'
    ' worth_fen, uses, uses_left, expires_at) VALUES (%L, 2, %L, ''claim'', 0, 1, 1, 1, 1, now())', :'e', :member),
    '%refers to nothing%', 'of a tier that there is');
SELECT throws_ok(format('SELECT core.voucher_template_write(%L, ''{"kind": "discount", "uses": 2}'', NULL)', :city),
    NULL, NULL, 'rules that cannot be');

-- Yearly caps
INSERT INTO core.benefit_caps (organisation_id, year, max_fen)
VALUES (:city, extract(year FROM core.today()), 2500), ('00000001-0000-7000-8000-000000000003', extract(year FROM core.today()), 1);
SELECT is(core.benefit_room(:city, '0000000a-0000-7000-8000-000000000001'), 1500::bigint, 'what the exchange leaves');
SELECT is(core.benefit_room('00000001-0000-7000-8000-000000000003', '0000000a-0000-7000-8000-000000000002'), 1::bigint,
    'the least of all above');
SELECT is(core.benefit_room('00000001-0000-7000-8000-000000000001', :member), NULL, 'none above: no cap');
SELECT * FROM finish();
ROLLBACK;
