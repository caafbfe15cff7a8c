-- Holds points for a merchant and uses the member's code up, as core.hold_admit has allowed. NULL when
-- another request of the merchant has taken the reference meanwhile.
CREATE OR REPLACE FUNCTION core.hold_place(
    merchant_id uuid, api_key_id uuid, member_id uuid, points bigint, reference text,
    expires_at timestamptz, request_id uuid)
RETURNS core.holds
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    hold core.holds;
BEGIN
    INSERT INTO core.holds (id, kind, member_id, points, expires_at, merchant_id, api_key_id, reference)
    VALUES (core.uuid7(), 'merchant', hold_place.member_id, hold_place.points, hold_place.expires_at,
            hold_place.merchant_id, hold_place.api_key_id, hold_place.reference)
    ON CONFLICT ON CONSTRAINT holds_merchant_id_reference_key DO NOTHING
    RETURNING * INTO hold;
    IF hold.id IS NOT NULL THEN
        DELETE FROM core.points_codes AS c WHERE c.member_id = hold.member_id;
        PERFORM core.points_take(ARRAY[hold.member_id], ARRAY[hold.points], 'hold', ARRAY[hold.id],
                                 'held');
        PERFORM core.hold_audit(hold, 'points_hold_create',
                                jsonb_build_object('points', hold.points, 'expires_at', hold.expires_at),
                                request_id);
    END IF;
    RETURN hold;
END
$$;
