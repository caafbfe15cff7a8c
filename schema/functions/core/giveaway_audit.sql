-- Fifth step of api.giveaway_claim: a row in the audit for each share that was given.
CREATE OR REPLACE FUNCTION core.giveaway_audit(slips core.giveaway_slip[]) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM core.audit_write_many(
        'member', array_agg(s.member_id), 'giveaway_claim', array_agg(s.organisation_id),
        'giveaway_claim', array_agg(s.claim_id), array_agg(jsonb_build_object(
            'giveaway_id', s.giveaway_id, 'quota_id', s.quota_id)), NULL, array_agg(s.request_id))
    FROM unnest(slips) AS s
    WHERE s.claim_id IS NOT NULL
    HAVING count(*) > 0;
END
$$;
