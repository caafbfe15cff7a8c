-- Why one of the staff may not block a person (NULL: nobody was found) in what an organisation runs until
-- then; NULL when they may. The caller has locked the person.
CREATE OR REPLACE FUNCTION core.block_refusal(
    admin_id uuid, allowed_roles text[], resource text, organisation_id uuid, person_id uuid,
    expires_at timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN NOT core.staff_covers(admin_id, allowed_roles, resource, organisation_id)
            THEN 'organisation_not_found'
        WHEN person_id IS NULL THEN 'member_not_found'
        WHEN expires_at <= now() OR expires_at > now() + interval '3 years' THEN 'block_period_not_valid'
        WHEN EXISTS (SELECT FROM core.blocks AS b
                     WHERE b.organisation_id = block_refusal.organisation_id AND b.ended_at IS NULL
                         AND b.person_id = block_refusal.person_id AND b.expires_at > now())
            THEN 'member_blocked' END;
END
$$;
