-- Undoes an order's hold: held → available, back into the lots that it came from (core.lots_refill
-- has the rule for lots that expired meanwhile). Returns the points; 0 when the order has no open
-- hold. Precondition: the member's wallet is locked (core.wallets_lock).
CREATE OR REPLACE FUNCTION core.points_release(order_id uuid)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    hold core.holds;
BEGIN
    UPDATE core.holds AS h SET state = 'released', settled_at = now()
    WHERE h.order_id = points_release.order_id AND h.state = 'open'
    RETURNING h.* INTO hold;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    PERFORM core.points_give_back(
        j.id, hold.member_id, hold.points, 'order_return', hold.order_id, 'held')
    FROM core.journals AS j
    WHERE j.kind = 'order_payment' AND j.reference_id = hold.order_id;
    RETURN hold.points;
END
$$;
