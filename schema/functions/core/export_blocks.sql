-- Where a person may not take part in activities, or might not for a time; with all records of theirs.
CREATE OR REPLACE FUNCTION core.export_blocks(person_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(row_to_json(item)), '[]') FROM (
        SELECT core.organisation_label(o) AS organisation, b.reason, b.created_at, b.expires_at, b.ended_at
        FROM core.blocks AS b JOIN core.organisations AS o ON o.id = b.organisation_id
        WHERE b.person_id = ANY (core.records_of(export_blocks.person_id))
        ORDER BY b.id DESC) AS item
$$;
