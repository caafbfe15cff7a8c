-- Every span in which a person belonged to an organisation, under a record that was merged into theirs
-- too, the latest first.
CREATE OR REPLACE FUNCTION core.export_memberships(person_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(row_to_json(item)), '[]') FROM (
        SELECT o.id AS organisation_id, o.name AS organisation_name, s.is_primary, s.source,
               s.employment_kind, lower(s.span) AS began_at, upper(s.span) AS ended_at, s.end_reason
        FROM core.memberships AS s
        JOIN core.organisations AS o ON o.id = s.organisation_id
        WHERE s.person_id = ANY (core.records_of(export_memberships.person_id))
        ORDER BY lower(s.span) DESC) AS item
$$;
