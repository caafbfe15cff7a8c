-- What the loaded rows add up to, where a row of its own says so.
\ir ids.sql

UPDATE core.budgets AS b SET spent = given.points
FROM (SELECT g.budget_id, sum(g.points) AS points FROM core.grants AS g GROUP BY g.budget_id) AS given
WHERE b.id = given.budget_id;
INSERT INTO core.budget_movements (budget_id, kind, reference_id, total_delta, available_after)
SELECT b.id, 'opened', b.id, b.total, b.total FROM core.budgets AS b;
INSERT INTO core.budget_movements (budget_id, kind, reference_id, spent_delta, available_after, admin_id,
                                   reason, created_at)
SELECT g.budget_id, 'spent', g.id, g.points, b.total - sum(g.points) OVER (PARTITION BY b.id ORDER BY g.id),
       g.admin_id, g.reason, g.created_at
FROM core.grants AS g JOIN core.budgets AS b ON b.id = g.budget_id;
UPDATE core.lottery_counters SET tickets = :members, participants = :members WHERE lottery_id = pg_temp.bench_id('51', 1);
UPDATE core.prizes SET remaining = stock - :members WHERE id = pg_temp.bench_id('52', 11);
