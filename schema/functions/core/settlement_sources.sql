-- What a merchant has not been settled for and what happened before a moment: redemptions and their reversals,
-- lines of orders that were received, and what was given back of these.
CREATE OR REPLACE FUNCTION core.settlement_sources(merchant_id uuid, until timestamptz)
RETURNS TABLE (kind text, source_id uuid, source_line bigint, member_fen bigint, points_fen bigint,
               subsidy_fen bigint, voucher_fen bigint, at timestamptz)
LANGUAGE sql STABLE
AS $$
    WITH sources AS (
        SELECT 'redemption' COLLATE "C" AS kind, r.id, 0::bigint AS line, 0::bigint AS member, 0::bigint AS points,
            0::bigint AS subsidy, r.value_fen AS voucher, r.created_at AS at
        FROM core.redemptions AS r
        WHERE r.merchant_id = settlement_sources.merchant_id AND r.mode = 'live' AND r.created_at < until
        UNION ALL
        SELECT 'reversal', r.id, 0, 0, 0, 0, -r.value_fen, r.reversed_at
        FROM core.redemptions AS r
        WHERE r.merchant_id = settlement_sources.merchant_id AND r.mode = 'live' AND r.reversed_at < until
        UNION ALL
        SELECT 'order', i.order_id, i.line, i.money_fen, i.points_fen, i.programme_fen, i.voucher_fen,
            o.completed_at
        FROM core.orders AS o JOIN core.order_items AS i ON i.order_id = o.id
        WHERE o.merchant_id = settlement_sources.merchant_id AND o.completed_at < until
        UNION ALL
        SELECT 'refund', f.id, i.line, -i.money_fen, -i.points_fen, -i.programme_fen, -i.voucher_fen,
            greatest(f.approved_at, o.completed_at)
        FROM core.orders AS o
        JOIN core.order_refunds AS f ON f.order_id = o.id AND f.state = 'approved'
        JOIN core.order_refund_items AS i ON i.refund_id = f.id
        WHERE o.merchant_id = settlement_sources.merchant_id AND greatest(f.approved_at, o.completed_at) < until
            AND o.completed_at IS NOT NULL
    )
    SELECT s.kind, s.id, s.line, s.member, s.points, s.subsidy, s.voucher, s.at FROM sources AS s
    WHERE NOT EXISTS (SELECT FROM core.settlement_lines AS l
                      WHERE l.kind = s.kind AND l.source_id = s.id AND l.source_line = s.line)
$$;
