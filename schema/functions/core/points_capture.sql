-- Spends what is held, for good: held → the house, all of it (points NULL) or a part; the rest goes
-- back to its lots. Returns the points that were spent; 0 when the hold is not open or has fewer.
-- Precondition: the member's wallet is locked (core.wallets_lock).
CREATE OR REPLACE FUNCTION core.points_capture(hold_id uuid, points bigint DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    hold core.holds;
    capture_kind text;
BEGIN
    UPDATE core.holds AS h
    SET state = 'captured', captured = coalesce(points_capture.points, h.points), settled_at = now()
    WHERE h.id = points_capture.hold_id AND h.state = 'open'
        AND coalesce(points_capture.points, h.points) BETWEEN 1 AND h.points
    RETURNING h.* INTO hold;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    capture_kind := CASE hold.kind WHEN 'order' THEN 'order_capture' ELSE 'hold_capture' END;
    WITH journal AS (
        INSERT INTO core.journals (kind, reference_id) VALUES (capture_kind, hold.id)
        RETURNING id
    ), wallet AS (
        UPDATE core.wallets AS w SET held = w.held - hold.captured, version = w.version + 1
        WHERE w.member_id = hold.member_id
        RETURNING w.version, w.held
    )
    INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
    SELECT j.id, 'held', hold.member_id, w.version, -hold.captured, w.held
    FROM journal AS j, wallet AS w
    UNION ALL
    SELECT j.id, core.house_account(capture_kind), NULL, NULL, hold.captured, NULL
    FROM journal AS j;
    IF hold.captured < hold.points THEN
        PERFORM core.hold_give_back(hold, hold.points - hold.captured);
    END IF;
    RETURN hold.captured;
END
$$;
