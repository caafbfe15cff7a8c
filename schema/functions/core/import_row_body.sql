-- A row of an import as staff see it: what it says in masks, what is wrong with it and what becomes
-- of it. lines_before: of the parts before its own, so that row_no is the row of the whole file.
CREATE OR REPLACE FUNCTION core.import_row_body(shown core.import_rows, lines_before bigint)
RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(answer) FROM (
        SELECT lines_before + shown.line AS row_no, shown.state,
               shown.real_name_masked AS real_name, shown.id_number_masked AS id_number,
               shown.phone_masked AS phone, shown.employment_kind, shown.organisation_id,
               shown.joined_on, shown.problems AS errors, shown.warnings, shown.changes,
               CASE WHEN shown.state = 'committed' THEN shown.member_id END AS member_id) AS answer
$$;
