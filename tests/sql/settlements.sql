-- Settlements: which source stands in which month, what they come to, whose business they are, and from which state
-- to which.
BEGIN;
\ir fixture/town.psql
\ir fixture/vouchers.psql
\ir fixture/orders.psql
SELECT plan(67);
\set city '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
SELECT (date_trunc('month', core.today()::timestamp) - interval '1 month')::date AS last,
    date_trunc('month', core.today()::timestamp)::date AS this,
    date_trunc('month', core.today()::timestamp) AT TIME ZONE 'Asia/Shanghai' AS until \gset

CREATE FUNCTION pg_temp.ended(id uuid, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    UPDATE core.redemptions AS r SET created_at = at WHERE r.id = ended.id;
    UPDATE core.orders AS o SET completed_at = at WHERE o.id = ended.id;
    UPDATE core.order_refunds AS f SET approved_at = at WHERE f.id = ended.id;
    SET LOCAL session_replication_role = origin;
END
$$;
CREATE FUNCTION pg_temp.undone(id uuid, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core.redemption_undo(r, core.uuid7(), '扫错') FROM core.redemptions AS r WHERE r.id = undone.id;
    SET LOCAL session_replication_role = replica;
    UPDATE core.redemptions AS r SET reversed_at = at WHERE r.id = undone.id;
    SET LOCAL session_replication_role = origin;
END
$$;
CREATE FUNCTION pg_temp.redeemed(template uuid, at timestamptz, caller uuid DEFAULT '00000004-0000-7000-8000-000000000001',
    key uuid DEFAULT '00000042-0000-7000-8000-000000000001', reference text DEFAULT NULL) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    made CONSTANT uuid := (pg_temp.redeem(pg_temp.show(pg_temp.claim(template, '00000002-0000-7000-8000-000000000001')), NULL, reference, NULL, caller, key)).body ->> 'id';
BEGIN
    PERFORM pg_temp.ended(made, at);
    RETURN made;
END
$$;
-- So many boxes for points and money; at: received then, NULL: not yet
CREATE FUNCTION pg_temp.sold(boxes bigint, points bigint, at timestamptz, vouchers jsonb DEFAULT '[]') RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    bought CONSTANT uuid := (pg_temp.place('00000002-0000-7000-8000-000000000001', jsonb_build_array(
        pg_temp.item('00000006-0000-7000-8000-000000000001', boxes)), points, vouchers => vouchers)).body ->> 'id';
BEGIN
    PERFORM pg_temp.paid_in_money(bought);
    PERFORM core.order_complete(ARRAY[bought]) WHERE at IS NOT NULL;
    PERFORM pg_temp.ended(bought, at);
    RETURN bought;
END
$$;
CREATE FUNCTION pg_temp.asked(bought uuid, boxes bigint) RETURNS uuid LANGUAGE sql AS $$
    SELECT (r.body ->> 'id')::uuid FROM api.order_refund('00000002-0000-7000-8000-000000000001', bought, jsonb_build_array(
        pg_temp.item('00000006-0000-7000-8000-000000000001', boxes)), '坏了', gen_random_uuid()::text, sha256('r'), core.uuid7()) AS r
$$;
CREATE FUNCTION pg_temp.returned(bought uuid, boxes bigint, at timestamptz) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    refund CONSTANT uuid := pg_temp.asked(bought, boxes);
BEGIN
    PERFORM api.merchant_refund_approve('00000004-0000-7000-8000-000000000001', 'live', refund, true, '已退', gen_random_uuid()::text, sha256('a'), core.uuid7());
    PERFORM pg_temp.ended(refund, at);
    RETURN refund;
END
$$;
CREATE FUNCTION pg_temp.sources(merchant uuid, until timestamptz) RETURNS text[] LANGUAGE sql AS $$
    SELECT array_agg(format('%s %s %s %s %s %s', s.kind, s.source_line, s.member_fen, s.points_fen, s.subsidy_fen, s.voucher_fen) ORDER BY s.at, s.kind)
    FROM core.settlement_sources(merchant, until) AS s
$$;
CREATE FUNCTION pg_temp.sums(settlement core.settlements) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', settlement.state, settlement.lines, settlement.redemptions_fen, settlement.reversals_fen, settlement.orders_fen,
        settlement.refunds_fen, settlement.fee_fen, settlement.adjustments_fen, settlement.total_fen)
$$;

-- What belongs to a month
SELECT pg_temp.template('exchange', 500, 50) AS template, pg_temp.template('discount', 3000, 50) AS discount \gset
SELECT pg_temp.claim(:'discount', :member) AS off \gset
SELECT pg_temp.redeemed(:'template', :'until'::timestamptz - interval '1 microsecond', reference => 'NO-1') AS r1, pg_temp.redeemed(:'template', :'until') AS r2,
    pg_temp.redeemed(:'template', :'until'::timestamptz - interval '20 days', reference => 'NO-3') AS r3, pg_temp.redeemed(:'template', :'until'::timestamptz - interval '19 days') AS r4,
    pg_temp.redeemed(:'template', :'until'::timestamptz - interval '5 days', :rival, :rival_key) AS r5 \gset
SELECT pg_temp.undone(:'r3', :'until'::timestamptz - interval '18 days'), pg_temp.undone(:'r4', :'until') \g /dev/null
SELECT is(pg_temp.sources(:shop, :'until'), '{redemption 0 0 0 0 500,redemption 0 0 0 0 500,reversal 0 0 0 0 -500,redemption 0 0 0 0 500}', 'what tills did, and undid, until its end');
SELECT is(pg_temp.sources(:rival, :'until'), '{redemption 0 0 0 0 500}', 'each merchant''s');

SELECT pg_temp.sold(2, 399, NULL) AS o1, pg_temp.sold(1, 0, NULL) AS o2, pg_temp.sold(1, 0, now()) AS o3, pg_temp.sold(2, 0, now()) AS o4,
    pg_temp.sold(1, 0, :'until') AS o5,
    pg_temp.sold(1, 0, :'until'::timestamptz - interval '7 days', jsonb_build_array(:'off')) AS o6 \gset
SELECT pg_temp.returned(:'o1', 1, :'until'::timestamptz - interval '25 days') AS f1 \gset
SELECT pg_temp.asked(:'o3', 1) AS f3, pg_temp.returned(:'o4', 1, :'until') AS f4 \gset
SELECT pg_temp.ended(:'o3', :'until'::timestamptz - interval '9 days'), pg_temp.ended(:'o4', :'until'::timestamptz - interval '8 days') \g /dev/null
SELECT is(array_length(pg_temp.sources(:shop, :'until'), 1), 7, 'what is on its way waits, and what came back of it');
SELECT core.order_complete(ARRAY[:'o1']::uuid[]) \g /dev/null
SELECT pg_temp.ended(:'o1', :'until'::timestamptz - interval '10 days') \g /dev/null
SET LOCAL session_replication_role = replica;
UPDATE core.order_items SET programme_fen = 7, voucher_fen = voucher_fen - 7 WHERE order_id = :'o6';
UPDATE core.order_refund_items SET money_fen = money_fen - 7, programme_fen = 3, voucher_fen = 4 WHERE refund_id = :'f4';
SET LOCAL session_replication_role = origin;
SELECT is((pg_temp.sources(:shop, :'until'))[4:], '{order 1 3990 3990 0 0,refund 1 -1995 -1995 0 0,order 1 3990 0 0 0,order 1 7980 0 0 0,order 1 990 0 7 2993,redemption 0 0 0 0 500}',
    'orders by who paid what, once they are received, with what came back before');
SELECT is(pg_temp.sources(:rival, :'until'), '{redemption 0 0 0 0 500}', 'the other merchant''s are as before');

-- Closed
SELECT is((core.settlement_close(:shop, (:'last'::date - interval '1 month')::date, NULL)).lines, 0::bigint, 'a month without anything');
INSERT INTO core.settlement_terms (merchant_id, fee_bp) VALUES (:shop, 57), (:rival, 200);
SELECT (core.settlement_close(:shop, :'last', NULL)).id AS settlement \gset
SELECT is((SELECT pg_temp.sums(s) FROM core.settlements AS s WHERE s.id = :'settlement'), 'closed 10 1500 -500 23940 -3990 -119 0 20831', 'added up, with the fee');
SELECT is((SELECT array_agg(concat_ws(' ', l.kind, l.member_fen, l.points_fen, l.subsidy_fen, l.voucher_fen, l.amount_fen) ORDER BY l.line)
           FROM core.settlement_lines AS l WHERE l.settlement_id = :'settlement' AND l.line IN (1, 4, 5, 8, 10)),
    '{"redemption 0 0 0 500 500","order 3990 3990 0 0 7980","refund -1995 -1995 0 0 -3990","order 990 0 7 2993 3990","fee 0 0 0 0 -119"}', 'line by line, in the order of time');
SELECT is((SELECT array_agg(core.settlement_reference(l) ORDER BY l.line) FROM core.settlement_lines AS l WHERE l.settlement_id = :'settlement' AND l.line IN (3, 4, 5, 9, 10)),
    (SELECT ARRAY['NO-3', o.order_no, o.order_no, 'NO-1', NULL] FROM core.orders AS o WHERE o.id = :'o1'), 'by the numbers that the merchant knows');
SELECT is((SELECT organisation_id = '00000001-0000-7000-8000-000000000004' AND closed_by IS NULL AND month = :'last' FROM core.settlements WHERE id = :'settlement'), true, 'for whom the contract is with');
SELECT is((core.settlement_close(:shop, :'last', NULL)).id, NULL, 'once');
SELECT is((SELECT array_agg(concat_ws(' ', kind, mode, data ->> 'month' = left(:'last', 7), data ->> 'total_fen')) FROM core.outbox WHERE object_id = :'settlement'),
    '{"settlement.closed live t 20831"}', 'its programs hear of it');
SELECT is(pg_temp.sums(core.settlement_close(:shop, :'this', :city)), 'closed 4 500 -500 3990 -3990 0 0 0', 'the rest comes with the next, and no fee of nothing');
SELECT is((SELECT concat_ws(' ', l.member_fen, l.points_fen, l.subsidy_fen, l.voucher_fen, l.amount_fen) FROM core.settlement_lines AS l WHERE l.kind = 'refund' AND l.source_id = :'f4'),
    '-3983 0 -3 -4 -3990', 'back to whoever paid it');
SELECT is(pg_temp.sources(:shop, now() + interval '1 day'), NULL, 'each source once');
SELECT pg_temp.sold(2, 0, now()) AS o7 \gset
SELECT pg_temp.returned(:'o7', 1, '2019-02-20 12:00+08') AS f7, pg_temp.ended(:'o7', '2019-03-01 00:00+08') \gset
SELECT is(ARRAY[pg_temp.sources(:shop, '2019-03-01 00:00+08')::text, pg_temp.sources(:shop, '2019-03-01 00:00:00.000001+08')::text],
    '{NULL,"{\"order 1 7980 0 0 0\",\"refund 1 -3990 0 0 0\"}"}', 'what came back before an order was received waits for it');
SELECT is(pg_temp.sums(core.settlement_close(:rival, :'last', NULL)), 'closed 2 500 0 0 0 -10 0 490', 'another one''s fee');
SELECT pg_temp.undone(:'r5', now()) \g /dev/null
SELECT is(pg_temp.sums(core.settlement_close(:rival, :'this', NULL)), 'closed 2 0 -500 0 0 10 0 -490', 'which comes back with what is taken back');
UPDATE core.settlement_terms SET fee_bp = 50 WHERE merchant_id = :rival;
SELECT is((SELECT (core.settlement_close(:rival, '2019-01-01', NULL)).fee_fen FROM (SELECT pg_temp.redeemed(:'template', '2019-01-15', :rival, :rival_key)) AS r), -3::bigint, 'half a fen is rounded up');

-- By the staff
CREATE FUNCTION pg_temp.closed(merchant uuid, month text, admin uuid DEFAULT '00000003-0000-7000-8000-000000000001', again text DEFAULT NULL,
    OUT outcome text, OUT body json, OUT replay_of uuid) LANGUAGE sql AS $$
    SELECT * FROM api.settlement_close(admin, '{admin}', 'settlement', merchant, month, coalesce(again, gen_random_uuid()::text), sha256('c'), core.uuid7())
$$;
SELECT is((pg_temp.closed(:shop, left(:'this', 7))).outcome, 'month_not_over', 'only months that are over');
SELECT is((pg_temp.closed(:shop, left(:'last', 7))).outcome, 'month_closed', 'and not closed');
SELECT is((pg_temp.closed(:shop, '2018-01', :haizhou)).outcome || ' ' || (pg_temp.closed(:nobody, '2018-01')).outcome, 'merchant_not_found merchant_not_found', 'of merchants in their own subtree');
SELECT is((SELECT concat_ws(' ', c.outcome, c.body ->> 'state', c.body ->> 'month', c.body #>> '{merchant,name}') FROM pg_temp.closed(:shop, '2018-12', again => 'c') AS c), 'ok closed 2018-12 青口草莓园', 'closed');
SELECT is((pg_temp.closed(:shop, '2018-12', again => 'c')).replay_of IS NOT NULL, true, 'asked again: the same answer');
SELECT is((SELECT closed_by FROM core.settlements WHERE merchant_id = :shop AND month = '2018-12-01'), :city, 'by whom');

-- By the program: those with something to settle, from the second day on
SELECT is((SELECT (body ->> 'closed')::bigint FROM api.settlements_close(100)), 0::bigint, 'who is settled is settled');
INSERT INTO core.merchants (id, name, kind, organisation_id, district_code, address)
SELECT ('00000004-0000-7000-8000-00000000001' || n)::uuid, '店' || n, 'shop', '00000001-0000-7000-8000-000000000003', '320706', '路' FROM generate_series(1, 4) AS n;
SET LOCAL session_replication_role = replica;
UPDATE core.redemptions SET merchant_id = '00000004-0000-7000-8000-000000000011' WHERE id = :'r1';
INSERT INTO core.redemptions (voucher_id, template_id, merchant_id, api_key_id, value_fen, created_at)
SELECT :'off', :'discount', ('00000004-0000-7000-8000-00000000001' || n)::uuid, :rival_key, 10000,
    :'until'::timestamptz - CASE n WHEN 3 THEN interval '0' ELSE interval '1 day' END FROM generate_series(2, 4) AS n;
SET LOCAL session_replication_role = origin;
CREATE TEMP TABLE due AS SELECT extract(day FROM core.today()) > 1 AS is_due;
SELECT is((SELECT (body ->> 'closed')::bigint FROM api.settlements_close(1)), (SELECT is_due::int::bigint FROM due), 'two had something of last month that no settlement has, and one is closed at a time');
SELECT is((SELECT (body ->> 'closed')::bigint FROM api.settlements_close(100)), (SELECT is_due::int::bigint FROM due), 'then the other');
SELECT is((SELECT count(*) FROM core.settlements WHERE merchant_id = '00000004-0000-7000-8000-000000000012' AND month = :'last' AND total_fen = 10000), (SELECT is_due::int::bigint FROM due),
    'that one, without a fee');
SELECT is((SELECT (body ->> 'closed')::bigint FROM api.settlements_close(100)), 0::bigint, 'once');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'settlements_close' AND actor_kind = 'system'), (SELECT 2 * is_due::int::bigint FROM due), 'the audit has it');

-- Whose business it is
INSERT INTO core.merchant_staff (merchant_id, member_id, store_id, role, created_by) VALUES
    (:shop, :other, :store, 'clerk', :member), (:shop, :fourth, NULL, 'owner', :member);
CREATE FUNCTION pg_temp.seen(settlement uuid, roles text[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(c.said, ' ' ORDER BY c.n) FROM core.settlements AS s, (VALUES
        (1, 'key', '00000004-0000-7000-8000-000000000001'::uuid, '00000042-0000-7000-8000-000000000001'::uuid),
        (2, 'rival', '00000004-0000-7000-8000-000000000003', '00000042-0000-7000-8000-000000000003'),
        (3, 'owner', '00000002-0000-7000-8000-000000000004', NULL), (4, 'clerk', '00000002-0000-7000-8000-000000000002', NULL),
        (5, 'city', '00000003-0000-7000-8000-000000000001', NULL), (6, 'haizhou', '00000003-0000-7000-8000-000000000002', NULL)) AS c (n, said, caller, key)
    WHERE s.id = settlement AND core.settlement_is_seen(s, c.caller, roles, 'settlement', c.key)
$$;
SELECT is(pg_temp.seen(:'settlement', '{admin,merchant_staff}'), 'key owner city', 'its merchant''s program and owner, and the staff above');
SELECT is(pg_temp.seen(:'settlement', '{admin}'), 'key city', 'some of it is the staff''s alone');
SELECT is(pg_temp.seen((SELECT s.id FROM core.settlements AS s WHERE s.merchant_id = :rival AND s.month = :'last'), '{admin,merchant_staff}'), 'rival city haizhou', 'others'' alike');
CREATE FUNCTION pg_temp.listed(caller uuid, key uuid, merchant uuid DEFAULT NULL, state text DEFAULT NULL, pages bigint DEFAULT 50, cursor text DEFAULT NULL, mode text DEFAULT 'live')
RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', l.outcome, json_array_length(l.body -> 'items'), l.body ->> 'next_cursor' IS NOT NULL)
    FROM api.settlement_list(caller, '{admin,merchant_staff}', 'settlement', key, mode, merchant, state, pages, cursor) AS l
$$;
SELECT is(ARRAY[pg_temp.listed(:shop, :key), pg_temp.listed(:rival, :rival_key), pg_temp.listed(:fourth, NULL), pg_temp.listed(:other, NULL), pg_temp.listed(:shop, :key, mode => 'test')],
    '{ok 4 f,ok 3 f,ok 4 f,ok 0 f,ok 0 f}', 'lists');
SELECT is(ARRAY[pg_temp.listed(:city, NULL, :shop), pg_temp.listed(:city, NULL, :shop, 'paid'), pg_temp.listed(:city, NULL, :shop, 'closed', 2), pg_temp.listed(:city, NULL, :shop, NULL, 4),
                pg_temp.listed(:haizhou, NULL, :shop), pg_temp.listed(:shop, :key, cursor => 'x')], '{ok 4 f,ok 0 f,ok 2 t,ok 4 f,ok 0 f,cursor_invalid f}', 'and parts of them');
SELECT is((SELECT array_agg(m ORDER BY n) FROM (SELECT i ->> 'month' AS m, n FROM (SELECT l.body -> 'next_cursor' #>> '{}' AS cursor
           FROM api.settlement_list(:shop, '{}', 'settlement', :key, 'live', NULL, NULL, 2, NULL) AS l) AS page,
           api.settlement_list(:shop, '{}', 'settlement', :key, 'live', NULL, NULL, 2, page.cursor) AS l, json_array_elements(l.body -> 'items') WITH ORDINALITY AS i (i, n)) AS o),
    ARRAY[left(:'last', 7), to_char(:'last'::date - interval '1 month', 'YYYY-MM')], 'page by page, the newest first');
INSERT INTO core.admins (id, login, status) VALUES ('00000003-0000-7000-8000-000000000007', 'ganyu', 'active');
INSERT INTO core.role_grants (admin_id, role, organisation_id) VALUES
    ('00000003-0000-7000-8000-000000000007', 'admin', '00000001-0000-7000-8000-000000000004');
INSERT INTO core.merchants (id, name, kind, organisation_id, district_code, address) VALUES
    ('00000004-0000-7000-8000-000000000015', '市里的店', 'shop', '00000001-0000-7000-8000-000000000002', '320706', '路'),
    ('00000004-0000-7000-8000-000000000016', '茶厂的店', 'shop', '00000001-0000-7000-8000-000000000005', '320706', '路');
SELECT core.settlement_close(m.id, '2018-01-01', NULL) FROM core.merchants AS m
WHERE m.name IN ('市里的店', '茶厂的店') OR m.id = '00000004-0000-7000-8000-000000000013' \g /dev/null
CREATE FUNCTION pg_temp.whose(caller uuid) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(DISTINCT right(i #>> '{merchant,id}', 2), ' ')
    FROM api.settlement_list(caller, '{admin,merchant_staff}', 'settlement', NULL, 'live', NULL, NULL, 100, NULL) AS l,
        json_array_elements(l.body -> 'items') AS i WHERE i ->> 'month' < '2018-02' OR i #>> '{merchant,id}' < '00000004-0000-7000-8000-000000000011'
$$;
SELECT is(ARRAY[pg_temp.whose(:city), pg_temp.whose(:haizhou), pg_temp.whose('00000003-0000-7000-8000-000000000007'), pg_temp.whose(:other)],
    '{01 03 13 15 16,03 13 16,01,NULL}', 'what lies above, beside and before is others''');
CREATE FUNCTION pg_temp.lines(settlement uuid, caller uuid, key uuid, pages bigint DEFAULT 50, cursor text DEFAULT NULL, mode text DEFAULT 'live') RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', l.outcome, json_array_length(l.body -> 'items'), l.body #>> '{items,0,line}', l.body ->> 'next_cursor' IS NOT NULL)
    FROM api.settlement_line_list(caller, '{admin,merchant_staff}', 'settlement', key, mode, settlement, pages, cursor) AS l
$$;
SELECT is(ARRAY[pg_temp.lines(:'settlement', :shop, :key), pg_temp.lines(:'settlement', :shop, :key, 9), pg_temp.lines(:'settlement', :shop, :key, 4, core.cursor_encode('{"line": 8}')),
                pg_temp.lines(:'settlement', :rival, :rival_key), pg_temp.lines(:'settlement', :other, NULL), pg_temp.lines(:'settlement', :shop, :key, mode => 'test'),
                pg_temp.lines(:'settlement', :shop, :key, cursor => 'x')],
    '{ok 10 1 f,ok 9 1 t,ok 2 9 f,settlement_not_found f,settlement_not_found f,settlement_not_found f,cursor_invalid f}', 'lines');
SELECT is((SELECT concat_ws(' ', g.outcome, g.body ->> 'total_fen', g.body ->> 'lines', g.body ->> 'fee_fen', g.body ->> 'orders_fen', g.body ->> 'refunds_fen', g.body ->> 'redemptions_fen', g.body ->> 'reversals_fen')
           FROM api.settlement_get(:shop, '{}', 'settlement', :key, 'live', :'settlement') AS g), 'ok 20831 10 -119 23940 -3990 1500 -500', 'one of them');
SELECT is((SELECT string_agg(g.outcome, ' ') FROM (SELECT * FROM api.settlement_get(:shop, '{}', 'settlement', :key, 'test', :'settlement') UNION ALL
           SELECT * FROM api.settlement_get(:rival, '{}', 'settlement', :rival_key, 'live', :'settlement')) AS g), 'settlement_not_found settlement_not_found', 'not of others, nor a test');
CREATE FUNCTION pg_temp.sheet(settlement uuid, after bigint, pages bigint, english boolean, caller uuid DEFAULT '00000004-0000-7000-8000-000000000001',
    key uuid DEFAULT '00000042-0000-7000-8000-000000000001', mode text DEFAULT 'live', OUT outcome text, OUT body json, OUT lines text, OUT last bigint) LANGUAGE sql AS $$
    SELECT * FROM api.settlement_export(caller, '{admin,merchant_staff}', 'settlement', key, mode, settlement, after, pages, english)
$$;
SELECT is((SELECT replace(concat_ws(' | ', s.outcome, left(s.lines, position(:'o1' IN s.lines) - 1), s.last), E'\t', ';') FROM pg_temp.sheet(:'settlement', 3, 2, false) AS s),
    (SELECT format('ok | 4;%s;订单;order;%s;3990;3990;0;0;7980;; | 5', core.sheet_time(l.at), o.order_no) FROM core.settlement_lines AS l JOIN core.orders AS o ON o.id = l.source_id
     WHERE l.settlement_id = :'settlement' AND l.line = 4), 'for a spreadsheet, after a line');
SELECT is((SELECT s.last || ' ' || (s.lines LIKE E'10\t%\tfee\tfee\t%') FROM pg_temp.sheet(:'settlement', 9, 2, true) AS s), '10 true', 'in English');
SELECT is((SELECT s.outcome || ' ' || coalesce(s.lines, 'none') FROM pg_temp.sheet(:'settlement', 10, 2, true) AS s), 'ok none', 'to its end');
SELECT is((pg_temp.sheet(:'settlement', 0, 2, true, mode => 'test')).outcome || ' ' || (pg_temp.sheet(:'settlement', 0, 2, true, :rival, :rival_key)).outcome,
    'settlement_not_found settlement_not_found', 'not for others');
SELECT is(ARRAY(SELECT core.settlement_kind_label(k, false) FROM unnest('{redemption,reversal,order,refund,fee,adjustment}'::text[]) AS k), '{核销,撤销核销,订单,退款,服务费,调整}', 'in words');

-- From state to state
CREATE FUNCTION pg_temp.act(op text, settlement uuid, caller uuid, key uuid, again text DEFAULT NULL, fen bigint DEFAULT 5, mode text DEFAULT 'live',
    OUT outcome text, OUT body json, OUT replay_of uuid) LANGUAGE plpgsql AS $$
DECLARE
    k CONSTANT text := coalesce(again, gen_random_uuid()::text);
    r CONSTANT uuid := core.uuid7();
BEGIN
    CASE op
        WHEN 'confirm' THEN SELECT * INTO outcome, body, replay_of FROM api.settlement_confirm(caller, '{merchant_staff}', 'settlement', key, mode, settlement, k, sha256('1'), r);
        WHEN 'dispute' THEN SELECT * INTO outcome, body, replay_of FROM api.settlement_dispute(caller, '{merchant_staff}', 'settlement', key, mode, settlement, '少一笔', k, sha256('2'), r);
        WHEN 'resolve' THEN SELECT * INTO outcome, body, replay_of FROM api.settlement_resolve(caller, '{admin}', 'settlement', settlement, fen, '补', k, sha256('3'), r);
        WHEN 'pay' THEN SELECT * INTO outcome, body, replay_of FROM api.settlement_pay(caller, '{admin}', 'settlement', settlement, 'ICBC1', k, sha256('4'), r);
    END CASE;
END
$$;
CREATE FUNCTION pg_temp.stood(settlement uuid, state text) RETURNS void LANGUAGE sql AS $$
    UPDATE core.settlements AS s SET state = stood.state,
        disputed_at = CASE stood.state WHEN 'disputed' THEN now() END, dispute_reason = CASE stood.state WHEN 'disputed' THEN '?' END,
        confirmed_at = CASE WHEN stood.state IN ('confirmed', 'paid') THEN now() END,
        paid_at = CASE stood.state WHEN 'paid' THEN now() END, paid_by = CASE stood.state WHEN 'paid' THEN '00000003-0000-7000-8000-000000000001'::uuid END,
        bank_reference = CASE stood.state WHEN 'paid' THEN 'X' END WHERE s.id = settlement
$$;
CREATE FUNCTION pg_temp.moves(settlement uuid) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    said text[] := '{}';
    tried record;
    step record;
BEGIN
    FOR tried IN SELECT * FROM unnest('{closed,disputed,confirmed,paid}'::text[]) AS state, unnest('{confirm,dispute,resolve,pay}'::text[]) AS op LOOP
        PERFORM pg_temp.stood(settlement, tried.state);
        SELECT * INTO step FROM pg_temp.act(tried.op, settlement, CASE WHEN tried.op IN ('confirm', 'dispute') THEN '00000004-0000-7000-8000-000000000001'::uuid
            ELSE '00000003-0000-7000-8000-000000000001' END, CASE WHEN tried.op IN ('confirm', 'dispute') THEN '00000042-0000-7000-8000-000000000001'::uuid END, fen => 0) AS a;
        IF step.outcome = 'ok' THEN
            said := said || format('%s %s %s', tried.state, tried.op, step.body ->> 'state');
        ELSIF step.outcome <> 'settlement_state_conflict' THEN
            said := said || step.outcome;
        END IF;
    END LOOP;
    RETURN said;
END
$$;
SELECT is(pg_temp.moves(:'settlement'), '{closed confirm confirmed,closed dispute disputed,disputed resolve closed,confirmed pay paid}', 'these and no others');
SELECT pg_temp.stood(:'settlement', 'closed') \g /dev/null
SELECT is((SELECT string_agg(DISTINCT (pg_temp.act(op, :'settlement', :rival, :rival_key)).outcome, ' ') || ' ' || string_agg(DISTINCT (pg_temp.act(op, :'settlement', :shop, :key, mode => 'test')).outcome, ' ')
           || ' ' || string_agg(DISTINCT (pg_temp.act(op, :'settlement', :other, NULL)).outcome, ' ') || ' ' || string_agg(DISTINCT (pg_temp.act(op, :nobody, :shop, :key)).outcome, ' ')
           FROM unnest('{confirm,dispute}'::text[]) AS op), 'settlement_not_found settlement_not_found settlement_not_found settlement_not_found', 'not by others, clerks and tests');
SELECT is((SELECT string_agg(DISTINCT (pg_temp.act(op, :'settlement', :haizhou, NULL)).outcome, ' ') || ' ' || string_agg(DISTINCT (pg_temp.act(op, :'settlement', :fourth, NULL)).outcome, ' ')
           FROM unnest('{resolve,pay}'::text[]) AS op), 'settlement_not_found settlement_not_found', 'nor these by other staff, or the merchant');
SELECT is((SELECT concat_ws(' ', a.outcome, a.body ->> 'dispute_reason', a.body ->> 'disputed_at' IS NOT NULL) FROM pg_temp.act('dispute', :'settlement', :fourth, NULL, 'd') AS a), 'ok 少一笔 t', 'the owner objects');
SELECT is((SELECT concat_ws(' ', a.outcome, a.body ->> 'adjustments_fen', a.body ->> 'total_fen', a.body ->> 'lines') FROM pg_temp.act('resolve', :'settlement', :city, NULL, 'r', 300) AS a), 'ok 300 21131 11', 'the union adjusts');
SELECT pg_temp.stood(:'settlement', 'disputed') \g /dev/null
SELECT is((SELECT concat_ws(' ', a.outcome, a.body ->> 'adjustments_fen', a.body ->> 'total_fen', a.body ->> 'lines') FROM pg_temp.act('resolve', :'settlement', :city, NULL, NULL, -1000) AS a), 'ok -700 20131 12', 'twice');
SELECT is((SELECT array_agg(concat_ws(' ', j ->> 'line', j ->> 'kind', j ->> 'amount_fen', j ->> 'note', j ->> 'reference') ORDER BY l.line) FROM core.settlement_lines AS l, core.settlement_line_json(l) AS j
           WHERE l.settlement_id = :'settlement' AND l.line > 10), '{"11 adjustment 300 补","12 adjustment -1000 补"}', 'each a line');
SELECT is((SELECT concat_ws(' ', a.outcome, a.body ->> 'state', a.body ->> 'confirmed_at' IS NOT NULL) FROM pg_temp.act('confirm', :'settlement', :shop, :key, 'k') AS a), 'ok confirmed t', 'confirmed');
SELECT is((SELECT concat_ws(' ', a.outcome, a.body ->> 'bank_reference', a.body ->> 'paid_at' IS NOT NULL) FROM pg_temp.act('pay', :'settlement', :city, NULL, 'p') AS a), 'ok ICBC1 t', 'and paid');
SELECT is((SELECT array_agg((pg_temp.act(a.op, :'settlement', a.caller, a.key, a.again)).replay_of IS NOT NULL) FROM (VALUES
    ('dispute', :fourth, NULL, 'd'), ('resolve', :city, NULL, 'r'), ('confirm', :shop, :key, 'k'), ('pay', :city, NULL, 'p')) AS a (op, caller, key, again)), '{t,t,t,t}', 'asked again: the same answers');
SELECT is((SELECT paid_by FROM core.settlements WHERE id = :'settlement'), :city, 'by whom');
SELECT is((SELECT array_agg(concat_ws(' ', kind, data ->> 'total_fen')) FROM core.outbox WHERE object_id = :'settlement' AND kind <> 'settlement.closed'
           AND data ->> 'total_fen' = '20131'), '{"settlement.paid 20131"}', 'its programs hear of it');
SELECT is(pg_temp.audited('settlement'), concat_ws(', ', 'admin settlement_close 1, admin settlement_pay 2, admin settlement_resolve 3, member settlement_dispute 1, merchant settlement_confirm 2, merchant settlement_dispute 1',
    (SELECT 'system settlements_close 2' FROM due WHERE is_due)), 'the audit has all of it');
SELECT is((SELECT concat_ws(' ', e.changes -> 'state', e.changes ->> 'total_fen', e.changes ->> 'merchant_id' = :shop::text, e.organisation_id = '00000001-0000-7000-8000-000000000004', e.reason)
           FROM core.audit_entries AS e WHERE e.action = 'settlement_resolve' ORDER BY e.seq DESC LIMIT 1), '["disputed", "closed"] 20131 t t 补', 'from what to what, and why');

-- Terms
CREATE FUNCTION pg_temp.terms(merchant uuid, bp bigint, admin uuid DEFAULT '00000003-0000-7000-8000-000000000001') RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', t.outcome, t.body ->> 'fee_bp') FROM api.settlement_terms_put(admin, '{admin}', 'settlement', merchant, bp, '协议', core.uuid7()) AS t
$$;
SELECT is(ARRAY[pg_temp.terms(:shop, 57), pg_temp.terms(:shop, 61), pg_temp.terms(:shop, 61), pg_temp.terms('00000004-0000-7000-8000-000000000011', 1),
                pg_temp.terms(:shop, 62, :haizhou), pg_temp.terms(:nobody, 1)], '{ok 57,ok 61,ok 61,ok 1,merchant_not_found,merchant_not_found}', 'set for merchants of the subtree');
SELECT is((SELECT array_agg(e.changes -> 'fee_bp' ORDER BY e.seq)::text FROM core.audit_entries AS e WHERE e.action = 'settlement_terms_put'), '{"[57, 61]","[null, 1]"}', 'only changes are written down');

-- Guards
SELECT throws_ok('UPDATE core.settlement_lines SET amount_fen = 0', NULL, NULL, 'lines do not change');
SELECT throws_ok('DELETE FROM core.settlements', NULL, NULL, 'settlements stay');
SELECT throws_like(format('UPDATE core.settlements SET total_fen = total_fen + 1 WHERE id = %L', :'settlement'), '%check%', 'the sum is the sum');
SELECT throws_like(format('INSERT INTO core.settlement_lines (settlement_id, line, kind, source_id, amount_fen, at) VALUES (%L, 99, ''order'', %L, 1, now())', :'settlement', :'o2'),
    '%check%', 'a line is who paid it');
SELECT throws_like(format('INSERT INTO core.settlement_lines (settlement_id, line, kind, source_id, voucher_fen, amount_fen, at) VALUES (%L, 99, ''redemption'', %L, 500, 500, now())',
    :'settlement', :'r2'), '%duplicate key%', 'a source once, ever');
SELECT * FROM finish();
ROLLBACK;
