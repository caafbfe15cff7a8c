-- What becomes of rows of an import as things stand now: rejected with problems; new, somebody who
-- joins; changed, somebody who belongs here already and of whom the file says something else; or
-- unchanged. person_id and member_id are whom the ID number names. Look-ups by key, row for row, in
-- one statement: a function for each row would take longer than all of this.
CREATE OR REPLACE FUNCTION core.import_verdicts(row_ids uuid[])
RETURNS TABLE (row_id uuid, earlier text, state text, problems jsonb,
               warnings jsonb, changes text[], person_id uuid, member_id uuid)
LANGUAGE sql STABLE
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
    WITH asked AS MATERIALIZED (
        SELECT r.* FROM unnest(import_verdicts.row_ids) AS a (id)
        JOIN core.import_rows AS r ON r.id = a.id
    ), place AS MATERIALIZED (
        SELECT o.id FROM (SELECT DISTINCT r.organisation_id AS id FROM asked AS r) AS o
        WHERE core.organisation_takes_members(o.id)
    )
    SELECT r.id, r.state,
        CASE WHEN said.problems <> '[]' THEN 'rejected'
             WHEN s.id IS NULL THEN 'new'
             WHEN cardinality(said.changes) > 0 THEN 'changed'
             ELSE 'unchanged' END,
        said.problems, CASE WHEN said.problems = '[]' THEN said.warnings ELSE '[]' END,
        said.changes, person.id, m.id
    FROM asked AS r
    LEFT JOIN place ON place.id = r.organisation_id
    LEFT JOIN core.people AS named ON named.id_number_index = r.id_number_index
    LEFT JOIN core.people AS person ON person.id = coalesce(named.merged_into, named.id)
    LEFT JOIN core.members AS m ON m.person_id = person.id
    LEFT JOIN core.memberships AS s
        ON s.person_id = person.id AND s.is_primary AND upper_inf(s.span)
    CROSS JOIN LATERAL (SELECT
        r.cell_problems || core.import_codes(
            'id_number', 'duplicate_in_file', EXISTS (
                SELECT FROM core.import_rows AS o
                WHERE o.import_id = r.import_id AND o.id_number_index = r.id_number_index
                  AND (o.part_no, o.line) < (r.part_no, r.line) AND o.cell_problems = '[]'))
        || core.import_codes('real_name', 'identity_mismatch',
            r.real_name_index <> named.real_name_index
                AND r.real_name_index IS DISTINCT FROM person.real_name_index)
        || core.import_codes('organisation_code', 'organisation_unknown', place.id IS NULL)
        || core.import_codes('organisation_code', 'member_elsewhere',
            s.organisation_id <> r.organisation_id)
        || core.import_codes('joined_on', 'joined_on_overlaps', s.id IS NULL AND EXISTS (
                SELECT FROM core.memberships AS h
                WHERE h.person_id = person.id AND h.is_primary
                  AND upper(h.span) > core.import_joined_at(r.joined_on))) AS problems,
        core.import_codes('phone', 'phone_repeated', EXISTS (
                SELECT FROM core.import_rows AS o
                WHERE o.import_id = r.import_id AND o.phone_index = r.phone_index
                  AND o.id_number_index <> r.id_number_index))
        || core.import_codes('phone', 'phone_in_use', EXISTS (
                SELECT FROM core.members AS o
                WHERE o.phone_index = r.phone_index AND o.person_id IS NOT NULL
                  AND o.person_id IS DISTINCT FROM person.id AND o.status <> 'closed'))
        || core.import_codes('phone', 'phone_verified',
            m.phone_verified_at IS NOT NULL AND m.phone_index <> r.phone_index) AS warnings,
        array_remove(ARRAY[
            CASE WHEN s.id IS NOT NULL AND m.id IS NULL THEN 'account' END,
            CASE WHEN m.id IS NOT NULL AND m.phone_verified_at IS NULL
                      AND m.phone_index IS DISTINCT FROM r.phone_index THEN 'phone' END,
            CASE WHEN s.id IS NOT NULL AND s.employment_kind IS DISTINCT FROM r.employment_kind
                 THEN 'employment_kind' END], NULL) AS changes
        OFFSET 0) AS said
$$;
