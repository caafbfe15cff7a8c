-- What the loaded rows add up to, where a row of its own says so.
\ir ids.sql

UPDATE core.budgets AS b SET granted_points = given.points
FROM (SELECT g.budget_id, sum(g.points) AS points FROM core.grants AS g GROUP BY g.budget_id) AS given
WHERE b.id = given.budget_id;
UPDATE core.lottery_counters SET tickets = :members WHERE lottery_id = pg_temp.bench_id('51', 1);
UPDATE core.prizes SET remaining = stock - :members WHERE id = pg_temp.bench_id('52', 11);
