-- Why a member may not have a voucher of a template, whatever there is left of it; NULL when they may.
-- organisation_id: whom they belong to (core.benefits_from).
CREATE OR REPLACE FUNCTION core.voucher_refusal(
    template core.voucher_templates, member_id uuid, organisation_id uuid)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN organisation_id IS NULL THEN 'membership_required'
        WHEN template.audience_id IS NOT NULL
            AND NOT core.organisation_is_within(organisation_id, template.audience_id) THEN 'not_eligible'
        WHEN EXISTS (
            SELECT FROM core.blocks AS b
            WHERE b.ended_at IS NULL AND b.expires_at > now() AND b.person_id = ANY (core.records_of((
                    SELECT m.person_id FROM core.members AS m WHERE m.id = voucher_refusal.member_id)))
                AND core.organisation_is_within(template.organisation_id, b.organisation_id))
            THEN 'not_eligible' END;
END
$$;
