-- Why an account may not ask by an application to join an organisation, whoever its holder is; NULL
-- when it may.
CREATE OR REPLACE FUNCTION core.joining_refusal(member_id uuid, application_id uuid,
                                                organisation_id uuid)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN NOT EXISTS (SELECT FROM core.members AS m
                         WHERE m.id = joining_refusal.member_id AND m.status = 'active')
            THEN 'member_unknown'
        WHEN NOT EXISTS (SELECT FROM core.organisations AS o
                         WHERE o.id = joining_refusal.organisation_id)
            THEN 'organisation_not_found'
        WHEN NOT core.organisation_takes_members(joining_refusal.organisation_id)
            THEN 'organisation_not_joinable'
        WHEN core.consents_missing(joining_refusal.member_id,
                                   '{membership_service,id_number}') <> '{}'
            THEN 'consent_required'
        WHEN core.organisation_of(joining_refusal.member_id) IS NOT NULL THEN 'already_member'
        WHEN EXISTS (SELECT FROM core.applications AS a
                     WHERE a.applicant_id = joining_refusal.member_id AND a.decided_at IS NULL
                       AND core.application_lane(a.kind) = 'membership' AND a.id <> joining_refusal.application_id)
            THEN 'application_pending'
        -- Whoever guesses names to numbers is stopped: the refusals of the last day are remembered.
        WHEN (SELECT count(*) FROM core.idempotency_keys AS k
              WHERE k.caller_id = joining_refusal.member_id
                AND k.operation IN ('membership_apply', 'membership_application_resubmit')
                AND k.outcome = 'identity_mismatch'
                AND k.created_at > now() - interval '1 day') >= 5 THEN 'identity_attempts_used'
        END;
END
$$;
