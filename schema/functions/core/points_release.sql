-- Undoes a hold: held → available, back into the lots that it came from (core.lots_refill has the
-- rule for lots that expired meanwhile). state: released, or expired when a deadline did it. Returns
-- the points; 0 when the hold is not open. Precondition: the member's wallet is locked
-- (core.wallets_lock).
CREATE OR REPLACE FUNCTION core.points_release(hold_id uuid, state text DEFAULT 'released')
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    hold core.holds;
BEGIN
    UPDATE core.holds AS h SET state = points_release.state, settled_at = now()
    WHERE h.id = points_release.hold_id AND h.state = 'open'
    RETURNING h.* INTO hold;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    PERFORM core.hold_give_back(hold, hold.points);
    RETURN hold.points;
END
$$;
