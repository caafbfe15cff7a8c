-- Binds points to unpaid orders, one for each element: available → held, lots first expiring first
-- out, so that expiry cannot strike them while they are bound. In the member's list it stands as
-- order_payment. Preconditions of core.points_take: wallets locked, each member once, available
-- seen to suffice; points > 0. expires_at is the order's; the job that expires orders calls
-- core.points_release.
CREATE OR REPLACE FUNCTION core.points_hold(
    member_ids uuid[], points bigint[], order_ids uuid[], expires_at timestamptz[])
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.holds (id, kind, member_id, points, expires_at)
    SELECT a.order_id, 'order', a.member_id, a.points, a.expires_at
    FROM unnest(order_ids, member_ids, points, points_hold.expires_at)
        AS a (order_id, member_id, points, expires_at);
    PERFORM core.points_take(member_ids, points, 'order_payment', order_ids, 'held');
END
$$;
