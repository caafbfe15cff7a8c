-- Lets a guest's account give way to the one that the union keeps for the same person, whom the caller
-- has locked and whose accounts core.account_may_yield has looked at: ways to sign in, consents and
-- applications go over, sessions end, the guest's account closes. A phone number that WeChat has
-- vouched for stays verified if both accounts have it; sealed for one account it cannot move.
CREATE OR REPLACE FUNCTION core.account_yield(guest_id uuid, kept_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.identities AS i WHERE i.member_id = guest_id ORDER BY i.id FOR UPDATE;
    PERFORM FROM core.members AS m WHERE m.id IN (guest_id, kept_id) ORDER BY m.id FOR NO KEY UPDATE;
    UPDATE core.identities AS i SET member_id = kept_id WHERE i.member_id = guest_id;
    UPDATE core.consents AS c SET member_id = kept_id
    WHERE c.member_id = guest_id AND NOT EXISTS (
        SELECT FROM core.consents AS given WHERE given.member_id = kept_id
            AND given.purpose = c.purpose AND given.ended_at IS NULL);
    UPDATE core.applications AS a SET applicant_id = kept_id WHERE a.applicant_id = guest_id;
    UPDATE core.members AS kept SET phone_verified_at = guest.phone_verified_at
    FROM core.members AS guest
    WHERE kept.id = kept_id AND guest.id = guest_id AND kept.phone_index = guest.phone_index
      AND kept.phone_verified_at IS NULL;
    UPDATE core.members AS m SET status = 'closed' WHERE m.id = guest_id;
    PERFORM core.sessions_revoke(guest_id, NULL, 'merged');
    PERFORM core.audit_write('system', NULL, 'account_yield', core.organisation_of(kept_id), 'member',
                             kept_id, jsonb_build_object('yielded_id', guest_id), NULL, NULL);
END
$$;
