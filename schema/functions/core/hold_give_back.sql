-- Gives held points of a hold that has just been settled back to the member: held → available.
CREATE OR REPLACE FUNCTION core.hold_give_back(hold core.holds, points bigint)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM core.points_give_back(
        j.id, 0, hold.member_id, points,
        CASE hold.kind WHEN 'order' THEN 'order_return' ELSE 'hold_release' END, hold.id, 'held')
    FROM core.journals AS j
    WHERE j.kind = CASE hold.kind WHEN 'order' THEN 'order_payment' ELSE 'hold' END
        AND j.reference_id = hold.id;
END
$$;
