-- product_list, product_get and the constraints of the catalogue.
BEGIN;
\ir fixture/town.psql
SELECT plan(31);

CREATE FUNCTION pg_temp.names(body json) RETURNS text LANGUAGE sql
    RETURN (SELECT coalesce(string_agg(item ->> 'name', ', '), 'none')
            FROM json_array_elements(body -> 'items') AS item);

SELECT is((SELECT pg_temp.names(body) FROM api.product_list(NULL, NULL, NULL, 20, NULL)),
    '草莓采摘券, 海州大米100%, 赣榆红颜草莓 Box_A',
    'newest first; no closed merchant, no product without SKUs');
SELECT is((SELECT pg_temp.names(body) FROM api.product_list(t.zone, t.category, t.q, 20, NULL)),
          t.expected, format('zone %s, category %s, q %s', t.zone, t.category, t.q))
FROM (VALUES ('farm', NULL, NULL, '海州大米100%, 赣榆红颜草莓 Box_A'),
             ('benefit', NULL, NULL, '草莓采摘券'),
             (NULL, '水果', NULL, '赣榆红颜草莓 Box_A'),
             ('farm', '粮油', NULL, '海州大米100%'),
             ('points', NULL, NULL, 'none'),
             (NULL, NULL, '草莓', '草莓采摘券, 赣榆红颜草莓 Box_A'),
             (NULL, NULL, '莓', '草莓采摘券, 赣榆红颜草莓 Box_A'),
             (NULL, NULL, '红颜草莓', '赣榆红颜草莓 Box_A'),
             (NULL, NULL, '草红', 'none'),
             (NULL, NULL, '莓采摘券了', 'none'),
             (NULL, NULL, 'box_a', '赣榆红颜草莓 Box_A'),
             (NULL, NULL, 'BOX', '赣榆红颜草莓 Box_A'),
             (NULL, NULL, '%', '海州大米100%'),
             (NULL, NULL, '_', '赣榆红颜草莓 Box_A'),
             (NULL, NULL, '\', 'none'),
             (NULL, NULL, '  ', '草莓采摘券, 海州大米100%, 赣榆红颜草莓 Box_A'),
             ('farm', '水果', '草莓', '赣榆红颜草莓 Box_A')) AS t(zone, category, q, expected);
SELECT is((SELECT body -> 'items' -> 0 FROM api.product_list('farm', '水果', NULL, 20, NULL))::jsonb,
    '{"id": "00000005-0000-7000-8000-000000000001", "name": "赣榆红颜草莓 Box_A",
      "merchant": {"id": "00000004-0000-7000-8000-000000000001", "name": "青口草莓园"},
      "zone": "farm", "category": "水果", "image": null, "price_fen": 3990, "points_price": 399,
      "in_stock": true}'::jsonb, 'an item shows the lowest prices');

-- Pages
CREATE TEMP TABLE first AS SELECT * FROM api.product_list(NULL, NULL, NULL, 2, NULL);
INSERT INTO core.products (merchant_id, name, zone, category)
VALUES ('00000004-0000-7000-8000-000000000001', '后来的虾', 'farm', '水产');
INSERT INTO core.skus (product_id, name, price_fen)
SELECT id, '一斤', 100 FROM core.products WHERE name = '后来的虾';
SELECT is((SELECT pg_temp.names(next.body) || ' ' || coalesce(next.body ->> 'next_cursor', 'end')
           FROM first, LATERAL api.product_list(NULL, NULL, NULL, 2, first.body ->> 'next_cursor') AS next),
          '赣榆红颜草莓 Box_A end', 'the second page is not moved by what was added meanwhile');
SELECT is((SELECT pg_temp.names(body) || (body #>> '{items,0,in_stock}')
           FROM api.product_list(NULL, '水产', NULL, 2, NULL)), '后来的虾false',
          'a product without stock is shown as such');
SELECT is((SELECT outcome FROM api.product_list(NULL, NULL, NULL, 2, c)), 'cursor_invalid',
          format('cursor %s', c))
FROM unnest(ARRAY['', 'AAAA', core.cursor_encode('{"id": "1; DROP"}')]) AS c;

-- One product
SELECT is((SELECT body::jsonb - 'merchant' FROM api.product_get('00000005-0000-7000-8000-000000000003')),
    '{"id": "00000005-0000-7000-8000-000000000003", "name": "草莓采摘券", "zone": "benefit",
      "category": "采摘", "image": null, "images": [], "price_fen": 1500, "points_price": 100,
      "in_stock": true, "description": "", "purchase_limit": 2, "skus": [
      {"id": "00000006-0000-7000-8000-000000000006", "name": "儿童", "price_fen": 1500,
       "points_price": null, "stock": 50},
      {"id": "00000006-0000-7000-8000-000000000004", "name": "成人", "price_fen": 3000,
       "points_price": 100, "stock": 50}]}'::jsonb, 'a product with its SKUs');
SELECT is((SELECT row(outcome, body)::text FROM api.product_get(id)), '(product_not_found,)', what)
FROM (VALUES (:nobody, 'an unknown product'),
             ('00000005-0000-7000-8000-000000000004', 'a closed merchant''s product'),
             ('00000005-0000-7000-8000-000000000005', 'a product without SKUs')) AS t(id, what);

-- Guards
SELECT throws_ok($$UPDATE core.skus SET on_hand = on_hand - 1$$, '23514', NULL,
    'pieces do not vanish');
SELECT throws_ok($$UPDATE core.skus SET on_hand = -1, sold = received + 1$$, '23514', NULL,
    'stock is never negative');
SELECT is(core.name_grams('Aa草'), '{a,aa,a草,草}', 'the pieces of a name');

SELECT * FROM finish();
ROLLBACK;
