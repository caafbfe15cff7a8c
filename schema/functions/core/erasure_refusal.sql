-- Why somebody's data may not be erased now; NULL when nothing stands against it. An order that was
-- paid in the last 15 days may still be on its way, or come back; an award that was claimed or sent in the
-- last 30 is yet to arrive.
CREATE OR REPLACE FUNCTION core.erasure_refusal(member_id uuid) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM core.legal_holds AS h
                     WHERE h.member_id = erasure_refusal.member_id AND h.released_at IS NULL)
            THEN 'erasure_held'
        WHEN EXISTS (SELECT FROM core.orders AS o
                     WHERE o.member_id = erasure_refusal.member_id
                         AND (o.status IN ('pending_payment', 'closing')
                              OR (o.status IN ('paid', 'shipped', 'completed')
                                  AND greatest(o.paid_at, o.shipped_at) > now() - interval '15 days')
                              OR EXISTS (SELECT FROM core.order_refunds AS r
                                         WHERE r.order_id = o.id AND r.state IN ('requested', 'escalated'))))
            THEN 'erasure_open_orders'
        WHEN EXISTS (SELECT FROM core.awards AS w
                     WHERE w.member_id = erasure_refusal.member_id AND w.state IN ('claimed', 'issued')
                         AND coalesce(w.issued_at, w.claimed_at) > now() - interval '30 days')
            THEN 'erasure_open_awards'
        WHEN EXISTS (SELECT FROM core.applications AS a
                     WHERE a.applicant_id = erasure_refusal.member_id AND a.decided_at IS NULL)
            THEN 'erasure_open_applications'
        WHEN EXISTS (SELECT FROM core.wallets AS w
                     WHERE w.member_id = erasure_refusal.member_id AND w.debt > 0)
            THEN 'erasure_points_debt' END
$$;
