-- Puts the rows that were read of a part beside it; rows: what api/roster/roster.h describes. A row
-- without an organisation code belongs to the import's organisation (home); one with a code to the
-- organisation of that code, if it stands below home and the staff member covers it.
CREATE OR REPLACE FUNCTION core.import_rows_add(
    admin_id uuid, allowed_roles text[], resource text, home uuid, import_id uuid, part_no bigint,
    rows jsonb)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    WITH read AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(import_rows_add.rows) AS r (
            id uuid, line bigint, problems jsonb, real_name_masked text, real_name_index bytea,
            id_number_masked text, id_number_index bytea, phone_masked text, phone_index bytea,
            employment_kind text, organisation_code text, joined_on date, person_sealed bytea)
    ), place AS MATERIALIZED (
        SELECT o.code, o.id
        FROM core.organisations AS o
        JOIN core.organisations AS h ON h.id = import_rows_add.home
        WHERE o.code IN (SELECT r.organisation_code FROM read AS r)
          AND starts_with(o.path, h.path)
          AND core.staff_covers(admin_id, allowed_roles, resource, o.id)
    )
    INSERT INTO core.import_rows (
        id, import_id, part_no, line, cell_problems, real_name_masked, real_name_index,
        id_number_masked, id_number_index, phone_masked, phone_index, employment_kind,
        organisation_id, joined_on, person_sealed)
    SELECT r.id, import_rows_add.import_id, import_rows_add.part_no, r.line, r.problems,
        r.real_name_masked, r.real_name_index, r.id_number_masked, r.id_number_index,
        r.phone_masked, r.phone_index, r.employment_kind,
        CASE WHEN r.organisation_code IS NULL THEN import_rows_add.home ELSE place.id END,
        r.joined_on, r.person_sealed
    FROM read AS r
    LEFT JOIN place ON place.code = r.organisation_code
$$;
