-- Binds points to an unpaid order: available → held, lots first expiring first out, so that expiry
-- cannot strike them while they are bound. In the member's list it stands as order_payment.
-- Precondition: the wallet is locked (core.wallets_lock) and available ≥ points > 0. expires_at is
-- the order's; the job that expires orders calls core.points_release.
CREATE OR REPLACE FUNCTION core.points_hold(
    member_id uuid, points bigint, order_id uuid, expires_at timestamptz)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.holds (order_id, member_id, points, expires_at)
    VALUES (points_hold.order_id, points_hold.member_id, points_hold.points,
            points_hold.expires_at);
    PERFORM core.points_take(
        ARRAY[member_id], ARRAY[points], 'order_payment', ARRAY[order_id], 'held');
END
$$;
