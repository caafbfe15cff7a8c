-- Why an account may not ask by an application to found a union, or NULL.
CREATE OR REPLACE FUNCTION core.founding_refusal(
    member_id uuid, application_id uuid, parent_id uuid, name text, credit_code text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN NOT EXISTS (SELECT FROM core.members AS m
                         WHERE m.id = founding_refusal.member_id AND m.status = 'active')
            THEN 'member_unknown'
        WHEN NOT EXISTS (SELECT FROM core.organisations AS o
                         WHERE o.id = founding_refusal.parent_id)
            THEN 'organisation_not_found'
        WHEN NOT EXISTS (
            SELECT FROM core.organisations AS o
            JOIN core.organisation_child_levels AS pair
                ON pair.parent_level = o.level AND pair.level = 'enterprise'
            CROSS JOIN core.application_next('founding', 0, NULL, o.id) AS n
            WHERE o.id = founding_refusal.parent_id AND o.status = 'active'
              AND core.path_depth(o.path) < 12 AND n.stage IS NOT NULL) THEN 'parent_not_suitable'
        WHEN core.organisation_name(name) = '' THEN 'organisation_name_blank'
        WHEN EXISTS (SELECT FROM core.applications AS a
                     WHERE a.applicant_id = founding_refusal.member_id AND a.decided_at IS NULL
                       AND a.kind = 'founding' AND a.id <> founding_refusal.application_id)
            THEN 'application_pending'
        WHEN EXISTS (SELECT FROM core.organisations AS o
                     WHERE o.credit_code = founding_refusal.credit_code AND o.status = 'active')
            OR EXISTS (SELECT FROM core.applications AS a
                       WHERE a.form ->> 'credit_code' = founding_refusal.credit_code
                         AND a.decided_at IS NULL AND a.kind = 'founding'
                         AND a.id <> founding_refusal.application_id)
            THEN 'credit_code_taken' END;
END
$$;
