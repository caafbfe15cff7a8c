-- Gives captured points of a hold back to the member, into the lots that they came from, and on to the
-- account that theirs was merged into. Nothing stands against it (core.hold_refund_refusal), and the
-- wallets are locked (core.hold_lock).
CREATE OR REPLACE FUNCTION core.hold_refund(
    hold core.holds, points bigint, reference text, api_key_id uuid)
RETURNS core.hold_refunds
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    refund core.hold_refunds;
    current uuid := core.account_current(hold.member_id);
BEGIN
    INSERT INTO core.hold_refunds (hold_id, reference, points, api_key_id)
    VALUES (hold.id, hold_refund.reference, hold_refund.points, hold_refund.api_key_id)
    RETURNING * INTO refund;
    UPDATE core.holds AS h SET refunded = h.refunded + refund.points WHERE h.id = hold.id;
    PERFORM core.points_give_back(
        j.id, hold.points - hold.captured + hold.refunded, hold.member_id, refund.points, 'hold_refund',
        refund.id, core.house_account('hold_refund'))
    FROM core.journals AS j WHERE j.kind = 'hold' AND j.reference_id = hold.id;
    IF current <> hold.member_id THEN
        PERFORM core.points_move(hold.member_id, current);
    END IF;
    RETURN refund;
END
$$;
