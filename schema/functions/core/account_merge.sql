-- Lets an account give way to another one of the same person: points, ways to sign in, consents,
-- legal holds, roles and applications go over, sessions end, the account closes and leads to the other
-- one from now on. Orders and draws stay where they were made. Returns what went over. The caller
-- holds the locks (core.person_merge_lock) and has seen that nothing stands against it.
CREATE OR REPLACE FUNCTION core.account_merge(from_id uuid, into_id uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    moved bigint;
BEGIN
    moved := core.points_move(from_id, into_id);
    UPDATE core.identities AS i SET member_id = into_id WHERE i.member_id = from_id;
    UPDATE core.consents AS c SET member_id = into_id
    WHERE c.member_id = from_id AND NOT EXISTS (
        SELECT FROM core.consents AS given WHERE given.member_id = into_id
            AND given.purpose = c.purpose AND given.ended_at IS NULL);
    UPDATE core.legal_holds AS h SET member_id = into_id WHERE h.member_id = from_id;
    UPDATE core.role_grants AS g SET member_id = into_id
    WHERE g.member_id = from_id AND g.revoked_at IS NULL;
    UPDATE core.merchant_staff AS s SET ended_at = now()
    WHERE s.member_id = from_id AND s.ended_at IS NULL AND EXISTS (
        SELECT FROM core.merchant_staff AS held WHERE held.member_id = into_id
            AND held.merchant_id = s.merchant_id AND held.ended_at IS NULL);
    UPDATE core.merchant_staff AS s SET member_id = into_id
    WHERE s.member_id = from_id AND s.ended_at IS NULL;
    UPDATE core.applications AS a SET applicant_id = into_id WHERE a.applicant_id = from_id;
    UPDATE core.members AS kept SET phone_verified_at = gone.phone_verified_at
    FROM core.members AS gone
    WHERE kept.id = into_id AND gone.id = from_id AND kept.phone_index = gone.phone_index
      AND kept.phone_verified_at IS NULL;
    UPDATE core.members AS m
    SET status = 'closed', merged_into = into_id, phone_masked = NULL, phone_sealed = NULL,
        phone_index = NULL, phone_verified_at = NULL
    WHERE m.id = from_id;
    UPDATE core.members AS m SET merged_into = into_id WHERE m.merged_into = from_id;
    PERFORM core.sessions_revoke(from_id, NULL, 'merged');
    RETURN jsonb_build_object('account', jsonb_build_array(from_id, into_id), 'points', moved);
END
$$;
