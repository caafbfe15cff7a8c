-- Holds: each has the journals that its state asks for, with its points in them.
CREATE OR REPLACE FUNCTION core.ledger_hold_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'hold', format('order %s: %s, journals %s', h.id, h.state, j.kinds)
    FROM core.holds AS h
    LEFT JOIN (
        SELECT o.reference_id, string_agg(o.kind, ' ' ORDER BY o.kind) AS kinds
        FROM core.journals AS o WHERE o.kind LIKE 'order%' GROUP BY o.reference_id
    ) AS j ON j.reference_id = h.id
    WHERE h.kind = 'order' AND (j.kinds IS NULL OR CASE h.state
        WHEN 'open' THEN j.kinds <> 'order_payment'
        WHEN 'released' THEN j.kinds <> 'order_payment order_return'
        ELSE j.kinds NOT LIKE 'order_capture order_payment%' END)
    UNION ALL
    SELECT 'hold', format('hold %s: %s of %s, %s captured; moved %s %s %s', coalesce(h.id, j.reference_id),
        h.state, h.points, h.captured, j.taken, j.captured, j.released)
    FROM (SELECT * FROM core.holds AS o WHERE o.kind = 'merchant') AS h
    FULL JOIN (
        SELECT o.reference_id, -sum(e.delta) FILTER (WHERE o.kind = 'hold') AS taken,
            -sum(e.delta) FILTER (WHERE o.kind = 'hold_capture') AS captured,
            sum(e.delta) FILTER (WHERE o.kind = 'hold_release') AS released
        FROM core.journals AS o
        JOIN core.entries AS e ON e.journal_id = o.id
            AND e.account = CASE o.kind WHEN 'hold_capture' THEN 'held' ELSE 'available' END
        WHERE o.kind IN ('hold', 'hold_capture', 'hold_release') GROUP BY o.reference_id
    ) AS j ON j.reference_id = h.id
    WHERE (h.points, h.captured, CASE h.state WHEN 'open' THEN 0 ELSE h.points - h.captured END)
        IS DISTINCT FROM (j.taken, coalesce(j.captured, 0), coalesce(j.released, 0))
    UNION ALL
    SELECT 'hold refund', format('hold %s: refunded %s, refunds %s, journals %s', h.id, h.refunded,
        r.points, r.moved)
    FROM core.holds AS h
    FULL JOIN (
        SELECT coalesce(f.hold_id, j.reference_id) AS hold_id, sum(f.points) AS points,
            sum(e.delta) AS moved
        FROM core.hold_refunds AS f
        FULL JOIN (SELECT * FROM core.journals AS o WHERE o.kind = 'hold_refund') AS j
            ON j.reference_id = f.id
        LEFT JOIN core.entries AS e ON e.journal_id = j.id AND e.account = 'available'
        GROUP BY 1
    ) AS r ON r.hold_id = h.id
    WHERE h.refunded IS DISTINCT FROM coalesce(r.points, 0)
        OR coalesce(r.points, 0) IS DISTINCT FROM coalesce(r.moved, 0)
$$;
