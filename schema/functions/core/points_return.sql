-- Gives a whole earlier spend back to its lots, spent at once or captured from a hold. kind is
-- that of the journal written now (order_return), reference_id names the spend (the order).
-- Returns the points; 0 when nothing was spent under that reference or it was given back before.
-- An open hold is not a spend yet: core.points_release. Precondition: the member's wallet is
-- locked (core.wallets_lock).
CREATE OR REPLACE FUNCTION core.points_return(reference_id uuid, kind text)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    spent record;
BEGIN
    SELECT j.id, e.member_id, -e.delta AS points INTO spent
    FROM core.journals AS j
    JOIN core.entries AS e ON e.journal_id = j.id AND e.account = 'available'
    WHERE j.kind = CASE points_return.kind WHEN 'order_return' THEN 'order_payment' END
        AND j.reference_id = points_return.reference_id
        AND NOT EXISTS (
            SELECT FROM core.journals AS earlier
            WHERE earlier.kind = points_return.kind
                AND earlier.reference_id = points_return.reference_id)
        AND NOT EXISTS (
            SELECT FROM core.holds AS h
            WHERE h.id = points_return.reference_id AND h.state = 'open');
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    PERFORM core.points_give_back(
        spent.id, 0, spent.member_id, spent.points, kind, reference_id, core.house_account(kind));
    RETURN spent.points;
END
$$;
