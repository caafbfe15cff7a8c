-- A person's memberships, those of records that were merged into theirs too, newest first, as JSON:
-- all of them, or those in organisations that the staff member covers.
CREATE OR REPLACE FUNCTION core.member_spans(
    person_id uuid, admin_id uuid, allowed_roles text[], resource text, covered_only boolean)
RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(json_build_object(
        'organisation', json_build_object('id', o.id, 'name', o.name), 'is_primary', s.is_primary,
        'joined_at', lower(s.span), 'left_at', upper(s.span), 'source', s.source,
        'employment_kind', s.employment_kind, 'end_reason', s.end_reason) ORDER BY lower(s.span) DESC, s.id), '[]')
    FROM core.memberships AS s
    JOIN core.organisations AS o ON o.id = s.organisation_id
    WHERE s.person_id = ANY (core.records_of(member_spans.person_id))
        AND (NOT covered_only OR core.staff_covers(member_spans.admin_id,
             member_spans.allowed_roles, member_spans.resource, s.organisation_id))
$$;
