-- Two sizes of each product, and the pieces of the names, which a trigger writes otherwise.
\ir ids.sql

INSERT INTO core.skus (id, product_id, name, price_fen, points_price, received, on_hand)
SELECT pg_temp.bench_id('63', p * 2 + size), pg_temp.bench_id('62', p), size + 1 || ' 份', 1990, 199,
       100, 100
FROM generate_series(1, :members) AS p, generate_series(0, 1) AS size;
INSERT INTO core.product_grams (gram, position, product_id)
SELECT g.gram, p.position, p.id
FROM core.products AS p, unnest(core.name_grams(p.name)) AS g (gram)
ORDER BY g.gram COLLATE "C", p.position;
