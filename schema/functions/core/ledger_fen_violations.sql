-- What budgets in fen have spent: on each award that left its organiser what it is worth, and in all that, the
-- vouchers that were redeemed at tills, and what vouchers and subsidy programmes bore of orders.
CREATE OR REPLACE FUNCTION core.ledger_fen_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH awarded AS (
        SELECT o.id, a.budget_id, o.value_fen
        FROM core.awards AS o JOIN core.activities AS a ON a.id = o.activity_id
        WHERE a.budget_id IS NOT NULL AND o.value_fen > 0 AND o.state <> 'forfeited'
            AND num_nonnulls(o.issued_at, o.redeemed_at) > 0
    ), given AS (
        SELECT g.budget_id, sum(g.fen) AS fen
        FROM (
            SELECT w.budget_id, w.value_fen AS fen FROM awarded AS w
            UNION ALL
            SELECT t.budget_id, r.value_fen
            FROM core.redemptions AS r JOIN core.voucher_templates AS t ON t.id = r.template_id
            WHERE r.reversed_at IS NULL AND t.budget_id IS NOT NULL
            UNION ALL
            SELECT t.budget_id, u.amount_fen - u.refunded_fen
            FROM core.voucher_uses AS u
            JOIN core.vouchers AS v ON v.id = u.voucher_id
            JOIN core.voucher_templates AS t ON t.id = v.template_id
            WHERE u.state = 'used' AND t.budget_id IS NOT NULL
            UNION ALL
            SELECT p.budget_id, p.spent_fen FROM core.subsidy_programmes AS p
        ) AS g GROUP BY g.budget_id
    )
    SELECT 'budget_award', format('budget %s, %s: an award of %s fen, %s spent', w.budget_id, w.id, w.value_fen,
        m.spent)
    FROM awarded AS w
    LEFT JOIN (
        SELECT o.budget_id, o.reference_id, sum(o.spent_delta) AS spent
        FROM core.budget_movements AS o WHERE o.kind IN ('spent', 'returned')
        GROUP BY o.budget_id, o.reference_id
    ) AS m ON m.reference_id = w.id AND m.budget_id = w.budget_id
    WHERE m.spent IS DISTINCT FROM w.value_fen
    UNION ALL
    SELECT 'budget_fen', format('budget %s: %s fen given, %s spent', b.id, coalesce(g.fen, 0), b.spent)
    FROM core.budgets AS b LEFT JOIN given AS g ON g.budget_id = b.id
    WHERE b.unit = 'fen' AND b.spent <> coalesce(g.fen, 0)
$$;
