-- Spends what an order holds, for good: held → the house. Returns the points; 0 when the order has
-- no open hold. Precondition: the member's wallet is locked (core.wallets_lock).
CREATE OR REPLACE FUNCTION core.points_capture(order_id uuid)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    hold core.holds;
BEGIN
    UPDATE core.holds AS h SET state = 'captured', settled_at = now()
    WHERE h.order_id = points_capture.order_id AND h.state = 'open'
    RETURNING h.* INTO hold;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    WITH journal AS (
        INSERT INTO core.journals (kind, reference_id) VALUES ('order_capture', hold.order_id)
        RETURNING id
    ), wallet AS (
        UPDATE core.wallets AS w SET held = w.held - hold.points, version = w.version + 1
        WHERE w.member_id = hold.member_id
        RETURNING w.version, w.held
    )
    INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
    SELECT j.id, 'held', hold.member_id, w.version, -hold.points, w.held
    FROM journal AS j, wallet AS w
    UNION ALL
    SELECT j.id, core.house_account('order_capture'), NULL, NULL, hold.points, NULL
    FROM journal AS j;
    RETURN hold.points;
END
$$;
