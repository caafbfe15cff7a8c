-- Conditions on a state, changes for the audit, SKUs that a merchant wants, the journal of stock and
-- who works for a merchant.
BEGIN;
\ir fixture/town.psql
SELECT plan(38);
\set garden '''00000004-0000-7000-8000-000000000001''::uuid'
\set berries '''00000005-0000-7000-8000-000000000001''::uuid'
\set box '''00000006-0000-7000-8000-000000000001''::uuid'
\set shop '''00000012-0000-7000-8000-000000000001''::uuid'
\set other_box '''00000006-0000-7000-8000-000000000003''::uuid'

SELECT is(core.precondition_refusal(t.header, t.tag), t.expected,
          format('If-Match %s on %s', coalesce(t.header, 'absent'), coalesce(t.tag, 'nothing')))
FROM (VALUES (NULL, '"7"', 'precondition_required'),
             (NULL, NULL, NULL),
             ('*', '"7"', NULL),
             (' * ', '"7"', NULL),
             ('*', NULL, 'precondition_failed'),
             ('"7"', '"7"', NULL),
             ('"7"', NULL, 'precondition_failed'),
             ('"6", "7"', '"7"', NULL),
             ('"6","7","8"', '"7"', NULL),
             ('"77"', '"7"', 'precondition_failed'),
             ('W/"7"', '"7"', 'precondition_failed'),
             ('7', '"7"', 'precondition_failed'),
             ('', '"7"', 'precondition_failed'),
             ('"6"7"', '"7"', 'precondition_failed')) AS t(header, tag, expected);

SELECT is(core.json_changes('{"a": 1, "b": null, "c": [1]}', '{"a": 1, "b": 2, "c": [1, 2], "d": null}'),
    '{"b": [null, 2], "c": [[1], [1, 2]]}', 'what differs, and nothing else');
SELECT is(core.json_changes(NULL, '{"a": 1, "b": null}'), '{"a": [null, 1]}', 'all of it is new');

-- SKUs
SELECT is(core.product_skus_refusal(:berries, t.skus::jsonb), t.expected, t.what)
FROM (VALUES
    ('[{"id": "00000006-0000-7000-8000-000000000001", "name": "一斤装"}]', NULL, 'a new name'),
    ('[{"id": "00000006-0000-7000-8000-000000000001", "name": "五斤装"}]', 'sku_name_taken',
     'the name of one that is left out'),
    ('[{"id": "00000006-0000-7000-8000-000000000001", "name": "五斤装"},
       {"id": "00000006-0000-7000-8000-000000000002", "name": "三斤装"}]', NULL, 'names that swap'),
    ('[{"id": "00000006-0000-7000-8000-000000000003", "name": "十斤"}]', 'sku_not_found',
     'another product''s'),
    ('[{"id": "00000006-0000-7000-8000-000000000001", "name": "甲"},
       {"id": "00000006-0000-7000-8000-000000000001", "name": "乙"}]', 'sku_repeated', 'an id twice'),
    ('[{"id": "00000006-0000-7000-8000-000000000001", "name": "甲"},
       {"id": "00000006-0000-7000-8000-000000000002", "name": "甲"}]', 'sku_repeated', 'a name twice'))
    AS t(skus, expected, what);
SELECT is((SELECT array_agg(k.id = :box) FROM core.product_skus(:berries,
    '[{"name": "三斤装", "price_fen": 1}, {"name": "百斤装", "price_fen": 2}]') AS k),
    '{t,f}', 'found by name, or new');
SELECT lives_ok(format($$SELECT core.product_skus_write(%L, '[
    {"id": "00000006-0000-7000-8000-000000000001", "name": "五斤装", "price_fen": 5, "status": "on_sale"},
    {"id": "00000006-0000-7000-8000-000000000002", "name": "三斤装", "price_fen": 3, "status": "on_sale"}]')$$,
    :berries), 'two names change places');
SELECT is((SELECT string_agg(s.name || s.price_fen, ' ' ORDER BY s.id) FROM core.skus AS s
           WHERE s.product_id = :berries), '五斤装5 三斤装3', 'and have');

-- The journal
SELECT is_empty('SELECT * FROM core.stock_journal_violations()', 'what was put there has an opening');
UPDATE core.skus SET on_hand = on_hand - 4, reserved = 3, sold = 1 WHERE id = :box;
SELECT is((SELECT (m.kind, m.on_hand_delta, m.reserved_delta, m.sold_delta, m.on_hand_after)::text
           FROM core.stock_movements AS m WHERE m.sku_id = :box ORDER BY m.seq DESC LIMIT 1),
          '(orders,-4,3,1,6)', 'what orders move is written down');
SELECT is((core.stock_count(s, :garden, 10, 'merchant_stock_set', '补货', NULL)).on_hand, 10::bigint,
          'counted') FROM core.skus AS s WHERE s.id = :box;
SELECT is((SELECT (m.kind, m.on_hand_delta, m.actor_kind, m.reason)::text
           FROM core.stock_movements AS m WHERE m.sku_id = :box ORDER BY m.seq DESC LIMIT 1),
          '(received,4,merchant,补货)', 'with who and why, once');
SELECT is_empty('SELECT * FROM core.stock_journal_violations()', 'and adds up');
UPDATE core.skus SET on_hand = on_hand + 1, received = received + 1 WHERE id = :other_box;
SELECT results_eq('SELECT rule FROM core.stock_journal_violations() ORDER BY rule',
    $$VALUES ('C1 stock journal'), ('C2 last movement')$$, 'a piece from nowhere is noticed');
SELECT throws_ok('DELETE FROM core.stock_movements', NULL, NULL, 'movements stay');

-- Running low: told once, until there were more
CREATE TEMPORARY VIEW told AS
SELECT o.mode || ' ' || (o.data ->> 'stock') || '/' || (o.data ->> 'low_stock') AS what
FROM core.outbox AS o WHERE o.kind = 'stock.low' AND o.object_id = :box AND o.merchant_id = :garden
    AND o.data ->> 'product_id' = :berries::text;
UPDATE core.skus SET low_stock = 5 WHERE id = :box;
UPDATE core.skus SET on_hand = on_hand - 4, sold = sold + 4 WHERE id = :box;
SELECT is_empty('SELECT * FROM told', 'six of which five would be few');
UPDATE core.skus SET on_hand = on_hand - 1, sold = sold + 1 WHERE id = :box;
UPDATE core.skus SET on_hand = on_hand - 1, sold = sold + 1 WHERE id = :box;
UPDATE core.skus SET low_stock = 7 WHERE id = :box;
SELECT results_eq('SELECT what FROM told', $$VALUES ('live 5/5')$$, 'fewer, and more that would be few, is no news');
UPDATE core.skus SET on_hand = on_hand + 4, sold = sold - 4 WHERE id = :box;
UPDATE core.skus SET on_hand = on_hand - 4, sold = sold + 4 WHERE id = :box;
UPDATE core.skus SET low_stock = NULL WHERE id = :box;
UPDATE core.skus SET on_hand = on_hand - 1, sold = sold + 1 WHERE id = :box;
UPDATE core.skus SET low_stock = 3 WHERE id = :box;
SELECT results_eq('SELECT what FROM told ORDER BY 1', $$VALUES ('live 3/3'), ('live 4/7'), ('live 5/5')$$,
    'again after there were more, and when somebody begins to ask');

-- Who works there
INSERT INTO core.stores (id, merchant_id, name, address, location) VALUES
    (:shop, :garden, '门口', '青口镇', public.ST_SetSRID(public.ST_MakePoint(119, 34), 4326));
SELECT throws_ok(format($$INSERT INTO core.merchant_staff (merchant_id, member_id, store_id, role, created_by)
    SELECT m.id, '00000002-0000-7000-8000-000000000001', %L, 'clerk', %L FROM core.merchants AS m
    WHERE m.id <> %L LIMIT 1$$, :shop, :nobody, :garden), '23503', NULL, 'a store of another merchant');
SELECT throws_ok(format($$INSERT INTO core.merchant_staff (merchant_id, member_id, store_id, role, created_by)
    VALUES (%L, '00000002-0000-7000-8000-000000000001', %L, 'owner', %L)$$, :garden, :shop, :nobody),
    '23514', NULL, 'an owner of one store');
INSERT INTO core.merchant_staff (merchant_id, member_id, store_id, role, created_by)
VALUES (:garden, '00000002-0000-7000-8000-000000000001', :shop, 'clerk', :nobody);
SELECT is((SELECT (w.store_id = :shop, w.role)::text
           FROM core.merchant_staff_of('00000002-0000-7000-8000-000000000001') AS w), '(t,clerk)',
          'a clerk of one store');

SELECT * FROM finish();
ROLLBACK;
