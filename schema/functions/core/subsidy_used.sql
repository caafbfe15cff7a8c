-- What a programme has borne for a member in this year (Asia/Shanghai), unpaid orders included, without
-- what was given back.
CREATE OR REPLACE FUNCTION core.subsidy_used(programme_id uuid, member_id uuid) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(sum(r.amount_fen - coalesce((
            SELECT sum(b.amount_fen) FROM core.order_refund_reductions AS b
            JOIN core.order_refunds AS f ON f.id = b.refund_id AND f.state = 'approved'
            WHERE b.order_id = r.order_id AND b.line = r.line AND b.source_id = r.source_id), 0)), 0)::bigint
        FROM core.orders AS o
        JOIN core.order_reductions AS r ON r.order_id = o.id AND r.payer = 'subsidy'
            AND r.source_id = subsidy_used.programme_id
        WHERE o.member_id = ANY (core.accounts_of(subsidy_used.member_id))
            AND o.created_at >= date_trunc('year', now() AT TIME ZONE 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai'
            AND o.status NOT IN ('cancelled', 'expired'));
END
$$;
