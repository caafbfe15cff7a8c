-- Some of those who took part in an activity, in the order of their ids: lines of JSON, with a comma and a
-- line feed before all but the very first, or of a table's cells with tabs between them. last is absent
-- when there are none left. Names are masked.
CREATE OR REPLACE FUNCTION api.activity_dossier_entrants(
    activity_id uuid, after uuid, "limit" bigint, cells boolean, english boolean,
    OUT outcome text, OUT body json, OUT lines text, OUT last uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := 'ok';
    SELECT CASE WHEN cells
            THEN string_agg(concat_ws(E'\t', line.member_no, line.real_name, line.organisation, line.times),
                            E'\n' ORDER BY line.id)
            ELSE CASE WHEN after IS NULL THEN '' ELSE E',\n' END
                || string_agg((row_to_json(line)::jsonb - 'id')::text, E',\n' ORDER BY line.id) END,
        max(line.id::text)::uuid
    INTO lines, last
    FROM (
        SELECT p.member_id AS id, m.member_no::text, coalesce(who.real_name_masked, '') AS real_name,
            coalesce(o.name, '') AS organisation, p.times
        FROM core.activity_participation(activity_dossier_entrants.activity_id) AS p
        JOIN core.members AS m ON m.id = p.member_id
        LEFT JOIN core.people AS who ON who.id = m.person_id
        LEFT JOIN core.organisations AS o ON o.id = core.organisation_of(m.id)
        WHERE after IS NULL OR p.member_id > after
        ORDER BY p.member_id LIMIT "limit"
    ) AS line;
END
$$;
