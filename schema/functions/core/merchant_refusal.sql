-- Why an account may not ask by an application for a merchant's contract, or NULL.
CREATE OR REPLACE FUNCTION core.merchant_refusal(member_id uuid, organisation_id uuid, name text,
                                                 credit_code text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN NOT EXISTS (SELECT FROM core.members AS m
                         WHERE m.id = merchant_refusal.member_id AND m.status = 'active')
            THEN 'member_unknown'
        WHEN NOT EXISTS (SELECT FROM core.organisations AS o
                         WHERE o.id = merchant_refusal.organisation_id)
            THEN 'organisation_not_found'
        WHEN NOT EXISTS (SELECT FROM core.organisations AS o
                         WHERE o.id = merchant_refusal.organisation_id AND o.status = 'active'
                             AND o.level IN ('city', 'district')) THEN 'organisation_not_suitable'
        WHEN EXISTS (SELECT FROM core.applications AS a
                     WHERE a.applicant_id = merchant_refusal.member_id AND a.decided_at IS NULL
                         AND a.kind = 'merchant') THEN 'application_pending'
        WHEN EXISTS (SELECT FROM core.merchants AS m
                     WHERE m.name = merchant_refusal.name
                         OR m.credit_code = merchant_refusal.credit_code)
            OR EXISTS (SELECT FROM core.applications AS a
                       WHERE a.form ->> 'credit_code' = merchant_refusal.credit_code
                           AND a.decided_at IS NULL AND a.kind = 'merchant') THEN 'merchant_taken'
        END;
END
$$;
