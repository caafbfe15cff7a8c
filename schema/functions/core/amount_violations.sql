-- I3: nothing that is counted falls below nothing or exceeds what there was, whatever the tables' own checks
-- say. Must give no row, at any moment.
CREATE OR REPLACE FUNCTION core.amount_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'I3 wallet', w.member_id::text FROM core.wallets AS w
    WHERE least(w.available, w.held, w.pending, w.debt) < 0
    UNION ALL
    SELECT 'I3 lot', l.id::text FROM core.lots AS l WHERE l.remaining NOT BETWEEN 0 AND l.granted
    UNION ALL
    SELECT 'I3 hold', h.id::text FROM core.holds AS h
    WHERE h.captured NOT BETWEEN 0 AND h.points OR h.refunded NOT BETWEEN 0 AND h.captured
    UNION ALL
    SELECT 'I3 stock', s.id::text FROM core.skus AS s
    WHERE least(s.on_hand, s.reserved, s.sold, s.written_off) < 0
    UNION ALL
    SELECT 'I3 prize', p.id::text FROM core.prizes AS p WHERE p.remaining NOT BETWEEN 0 AND p.stock
    UNION ALL
    SELECT 'I3 order', o.id::text FROM core.orders AS o
    WHERE least(o.payable_fen, o.points_spent, o.programme_fen, o.voucher_fen, o.discount_fen) < 0
        OR o.refunded_fen NOT BETWEEN 0 AND o.payable_fen
    UNION ALL
    SELECT 'I3 budget', b.id::text FROM core.budgets AS b
    WHERE least(b.committed, b.spent, b.total - b.committed - b.spent) < 0
$$;
