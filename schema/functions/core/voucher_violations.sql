-- What is wrong with vouchers; must give no row, at any moment and in any snapshot. Reads whole tables as
-- core.ledger_violations does.
CREATE OR REPLACE FUNCTION core.voucher_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    SELECT 'tier', format('template %s tier %s: %s issued, %s vouchers', t.template_id, t.tier, t.issued, v.pieces)
    FROM core.voucher_tiers AS t
    LEFT JOIN (SELECT o.template_id, o.tier, count(*) AS pieces FROM core.vouchers AS o
               GROUP BY o.template_id, o.tier) AS v ON v.template_id = t.template_id AND v.tier = t.tier
    WHERE t.issued <> coalesce(v.pieces, 0)
    UNION ALL
    SELECT 'counter', format('template %s: counter %s, tiers %s', c.template_id, c.issued, t.issued)
    FROM core.voucher_counters AS c
    JOIN (SELECT o.template_id, sum(o.issued) AS issued FROM core.voucher_tiers AS o
          GROUP BY o.template_id) AS t ON t.template_id = c.template_id
    WHERE t.issued <> c.issued
    UNION ALL
    SELECT 'used', format('voucher %s: %s used, redemptions %s, orders %s', v.id, v.used_fen, r.fen, u.fen)
    FROM core.vouchers AS v
    LEFT JOIN (SELECT o.voucher_id, sum(o.value_fen) AS fen FROM core.redemptions AS o
               WHERE o.reversed_at IS NULL GROUP BY o.voucher_id) AS r ON r.voucher_id = v.id
    LEFT JOIN (SELECT o.voucher_id, sum(o.amount_fen - o.refunded_fen) AS fen FROM core.voucher_uses AS o
               WHERE o.state = 'used' GROUP BY o.voucher_id) AS u ON u.voucher_id = v.id
    WHERE v.used_fen <> coalesce(r.fen, 0) + coalesce(u.fen, 0)
    UNION ALL
    SELECT 'lock', format('voucher %s is locked by %s, which has it not', v.id, v.locked_by)
    FROM core.vouchers AS v
    LEFT JOIN core.redemption_locks AS l ON l.id = v.locked_by AND l.voucher_id = v.id AND l.state = 'open'
    LEFT JOIN core.voucher_uses AS u ON u.order_id = v.locked_by AND u.voucher_id = v.id AND u.state = 'locked'
    WHERE v.locked_by IS NOT NULL AND num_nonnulls(l.id, u.id) <> 1
    UNION ALL
    SELECT 'paid', format('redemption %s of %s fen: the budget has spent %s', r.id, r.value_fen, m.fen)
    FROM core.redemptions AS r
    LEFT JOIN (SELECT o.reference_id, sum(o.spent_delta) AS fen FROM core.budget_movements AS o
               WHERE o.kind IN ('spent', 'returned') GROUP BY o.reference_id) AS m ON m.reference_id = r.id
    WHERE coalesce(m.fen, 0) <> CASE WHEN r.reversed_at IS NULL AND r.mode = 'live' THEN r.value_fen ELSE 0 END
$$;
