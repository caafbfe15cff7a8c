-- Payments: one order is paid once, what is surplus goes back, closing comes first, and the rules that
-- watch over them.
BEGIN;
\ir fixture/town.psql
\ir fixture/orders.psql
SELECT plan(48);

INSERT INTO core.identities (member_id, appid, openid)
VALUES (:member, 'wx0000000000000001', 'oOne'), (:other, 'wx0000000000000001', 'oOther');
CREATE TEMP TABLE made (name text PRIMARY KEY, id uuid);
CREATE FUNCTION pg_temp.make(name text, caller uuid, item jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO made SELECT name, (body ->> 'id')::uuid FROM pg_temp.place(caller, jsonb_build_array(item))
$$;
CREATE FUNCTION pg_temp.made(name text) RETURNS uuid LANGUAGE sql
    RETURN (SELECT m.id FROM made AS m WHERE m.name = made.name);
CREATE FUNCTION pg_temp.status(name text) RETURNS text LANGUAGE sql
    RETURN (SELECT o.status FROM core.orders AS o WHERE o.id = pg_temp.made(name));
CREATE FUNCTION pg_temp.pay(name text, caller uuid, key text DEFAULT NULL) RETURNS record LANGUAGE sql AS $$
    SELECT b.outcome, b.payment_id, b.out_trade_no, b.amount_fen, b.openid, b.prepay_id, b.body::text
    FROM api.order_pay_begin(caller, NULL, pg_temp.made(name), coalesce(key, gen_random_uuid()::text),
                             sha256('f'), gen_random_uuid()) AS b
$$;
CREATE FUNCTION pg_temp.attempts(name text) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(concat_ws(' ', p.status, p.settles, CASE WHEN p.closing THEN 'closing' END),
                              ', ' ORDER BY p.id)
            FROM core.payments AS p WHERE p.order_id = pg_temp.made(name));
CREATE FUNCTION pg_temp.attempt(name text) RETURNS core.payments LANGUAGE sql
    RETURN (SELECT p FROM core.payments AS p WHERE p.order_id = pg_temp.made(name) ORDER BY p.id DESC LIMIT 1);
CREATE FUNCTION pg_temp.notify(name text, event text, fen bigint DEFAULT NULL, openid text DEFAULT 'oOne',
                               tx text DEFAULT NULL) RETURNS text LANGUAGE sql
    RETURN (SELECT n.outcome FROM pg_temp.attempt(name) AS a, api.wechatpay_payment_notify(
        event, 'PUB_KEY_ID_1', 1767232801, 'n', 's', '{}', a.appid, openid, a.out_trade_no,
        coalesce(tx, 't' || a.out_trade_no), coalesce(fen, a.amount_fen), now(),
        gen_random_uuid()) AS n);
CREATE FUNCTION pg_temp.refunds(name text) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(r.amount_fen || ' ' || r.status, ', ' ORDER BY r.id)
            FROM core.payment_refunds AS r JOIN core.payments AS p ON p.id = r.payment_id
            WHERE p.order_id = pg_temp.made(name));
CREATE FUNCTION pg_temp.tasks() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM core.gateway_tasks);

SELECT pg_temp.make('one', :member, pg_temp.item(:'rice', 1)),
       pg_temp.make('two', :member, pg_temp.item(:'rice', 1)),
       pg_temp.make('three', :other, pg_temp.item(:'rice', 1)) \g /dev/null

-- Beginning
SELECT is((SELECT b.outcome FROM api.order_pay_begin(:other, NULL, pg_temp.made('one'), 'k-000000000001',
                                                     sha256('f'), gen_random_uuid()) AS b),
          'order_not_found', 'nobody pays another one''s order');
SELECT is((SELECT format('%s %s %s %s', b.outcome, b.amount_fen, b.openid, b.prepay_id)
           FROM api.order_pay_begin(:member, NULL, pg_temp.made('one'), 'k-000000000002', sha256('f'),
                                    gen_random_uuid()) AS b),
          format('ok %s oOne ', (SELECT payable_fen FROM core.orders WHERE id = pg_temp.made('one'))),
          'an attempt says what and who');
SELECT is(pg_temp.attempts('one'), 'new', 'it is new');
SELECT matches((pg_temp.attempt('one')).out_trade_no, '^[0-9]{16}-[0-9a-f]{8}$', 'with a number');
SELECT is(pg_temp.tasks(), 1::bigint, 'and is to be asked about');
SELECT lives_ok($$SELECT pg_temp.pay('one', '00000002-0000-7000-8000-000000000001')$$, 'again');
SELECT is(pg_temp.attempts('one'), 'new', 'it is the same one');
SELECT is((SELECT format('%s %s', p.outcome, p.body) FROM api.order_pay(
               :member, (pg_temp.attempt('one')).id, 'wx1', '17', 'n', 's', 'k-000000000003', sha256('f'),
               gen_random_uuid()) AS p),
          'ok {"timeStamp" : "17", "nonceStr" : "n", "package" : "prepay_id=wx1", "signType" : "RSA", '
          || '"paySign" : "s"}', 'the phone gets its parameters');
SELECT is((SELECT p.replay_of IS NOT NULL FROM api.order_pay_begin(
               :member, NULL, pg_temp.made('one'), 'k-000000000003', sha256('f'), gen_random_uuid()) AS p),
          true, 'and the same key the same');
SELECT is((SELECT p.outcome FROM api.order_pay_begin(
               :member, NULL, pg_temp.made('one'), 'k-000000000003', sha256('g'), gen_random_uuid()) AS p),
          'idempotency_key_reused', 'but not for another request');
SELECT is((SELECT b.prepay_id FROM api.order_pay_begin(
               :member, NULL, pg_temp.made('one'), 'k-000000000004', sha256('f'), gen_random_uuid()) AS b),
          'wx1', 'the next one need not ask the gateway');

-- Told
SELECT is(pg_temp.notify('one', 'e0', fen => 1), 'notice_mismatch', 'another amount');
SELECT is(pg_temp.notify('one', 'e0', openid => 'oOther'), 'notice_mismatch', 'another payer');
SELECT is(pg_temp.status('one') || pg_temp.attempts('one'), 'pending_paymentpending', 'change nothing');
SELECT is((SELECT count(*) FROM core.payment_notices), 0::bigint, 'and are not kept');
SELECT is(pg_temp.notify('one', 'e1'), 'ok', 'the right one is taken');
SELECT is(pg_temp.status('one') || ' ' || pg_temp.attempts('one'), 'paid success order', 'and pays');
SELECT is(pg_temp.notify('one', 'e1') || pg_temp.notify('one', 'e2'), 'okok', 'told again');
SELECT is((SELECT count(*) FROM core.payment_notices), 2::bigint, 'each event is kept once');
SELECT is(pg_temp.notify('one', 'e3', tx => 'another'), 'notice_mismatch',
          'another transaction is none of it');
SELECT is(pg_temp.tasks(), 0::bigint, 'nothing is to be asked any more');
SELECT is(pg_temp.refunds('one'), NULL, 'nothing goes back');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE object_kind = 'payment'), 3::bigint,
          'three changes, three rows in the audit');

-- Closing first
SELECT lives_ok($$SELECT pg_temp.pay('two', '00000002-0000-7000-8000-000000000001')$$, 'begun');
SELECT is((pg_temp.cancel(:member, pg_temp.made('two'))).body ->> 'status', 'closing',
          'what may still be paid is not cancelled yet');
SELECT is(pg_temp.attempts('two'), 'new closing', 'its attempt is to be closed');
SELECT is((pg_temp.cancel(:member, pg_temp.made('two'))).outcome, 'order_not_cancellable', 'once');
SELECT is((SELECT t.due_at - now() FROM core.gateway_tasks AS t), interval '10 seconds',
          'when what told the gateway of it must have arrived');
SELECT is((SELECT t.action FROM api.gateway_task_take() AS t), NULL, 'not before');
UPDATE core.gateway_tasks SET due_at = now();
SELECT is((SELECT t.action FROM api.gateway_task_take() AS t), 'close', 'then it is closed');
SELECT is((SELECT t.action FROM api.gateway_task_take() AS t), NULL, 'by one');
SELECT is((SELECT r.outcome FROM api.payment_report((pg_temp.attempt('two')).id, 'unknown', NULL, NULL, NULL)
           AS r) || pg_temp.status('two'), 'okclosing', 'a number that is not there yet says nothing');
SELECT is((SELECT r.outcome FROM api.payment_report((pg_temp.attempt('two')).id, 'closed', NULL, NULL, NULL)
           AS r) || pg_temp.status('two'), 'okcancelled', 'closed there, the order ends');
SELECT is(pg_temp.attempts('two'), 'closed', 'with its attempt');
SELECT is(pg_temp.notify('two', 'e4'), 'ok', 'paid all the same');
SELECT is(pg_temp.status('two') || ' ' || pg_temp.attempts('two'), 'cancelled success nothing',
          'it stays cancelled');
SELECT is(pg_temp.refunds('two'),
          (SELECT payable_fen || ' requested' FROM core.orders WHERE id = pg_temp.made('two')),
          'and all of it goes back');

-- Refunds
SELECT is(core.refund_open(pg_temp.made('three'), 1, 'r', gen_random_uuid()), NULL,
          'nothing was paid that could go back');
SELECT is(core.refund_open(pg_temp.made('one'), 100, repeat('理', 30), :nobody),
          core.refund_open(pg_temp.made('one'), 100, 'r', :nobody), 'one refund of each reference');
SELECT is((SELECT octet_length(r.reason) FROM core.payment_refunds AS r WHERE r.reference_id = :nobody), 78,
          'with a reason that fits');
SELECT throws_ok($$SELECT core.refund_open(pg_temp.made('one'), 1000000, 'r', gen_random_uuid())$$, 'P0001',
                 NULL, 'more than there is: a bug');
SELECT is((SELECT string_agg(t.action, ' ') FROM api.gateway_task_take() AS t), 'refund', 'to be asked for');
SELECT is((SELECT r.outcome FROM api.refund_report(
               (SELECT f.id FROM core.payment_refunds AS f WHERE f.reference_id = :nobody), 'refused', NULL,
               'NOT_ENOUGH') AS r) || pg_temp.refunds('one'), 'ok100 requested', 'refused, it is kept');
SELECT is((SELECT string_agg(c.kind, ' ') FROM core.payment_cases AS c), 'refund_refused', 'as a case');
SELECT is((SELECT r.outcome FROM api.refund_report(
               (SELECT f.id FROM core.payment_refunds AS f WHERE f.reference_id = :nobody), 'success', '5',
               NULL) AS r) || pg_temp.refunds('one'), 'ok100 success', 'and goes through at last');

SELECT is_empty($$SELECT * FROM core.order_violations() WHERE rule <> 'I6 pieces'$$, 'the books are right');

-- Begun by one payer, gone on with by another; the first one pays all the same
SELECT pg_temp.make('five', :member, pg_temp.item(:'rice', 1)) \g /dev/null
SELECT pg_temp.pay('five', :member) \g /dev/null
UPDATE core.identities SET openid = 'oAnother' WHERE member_id = :member;
SELECT pg_temp.pay('five', :member) \g /dev/null
SELECT is(pg_temp.attempts('five'), 'new closing, new', 'the first one''s attempt is to be closed');
SELECT core.payment_settle(p, 'first-' || p.out_trade_no, now(), 'payment_report', core.uuid7())
FROM core.payments AS p WHERE p.order_id = pg_temp.made('five') AND p.closing \g /dev/null
SELECT is(pg_temp.status('five') || ' ' || pg_temp.attempts('five'), 'paid success order, new closing', 'and the other one, when that has paid');
SELECT * FROM finish();
ROLLBACK;
