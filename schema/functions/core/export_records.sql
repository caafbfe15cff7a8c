-- The records that were merged into a person's, masked; what is sealed in them stays there for
-- checks of the merge.
CREATE OR REPLACE FUNCTION core.export_records(person_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(row_to_json(item)), '[]') FROM (
        SELECT p.id AS person_id, p.real_name_masked AS real_name, p.id_number_masked AS id_number
        FROM core.people AS p WHERE p.merged_into = export_records.person_id
        ORDER BY p.id) AS item
$$;
