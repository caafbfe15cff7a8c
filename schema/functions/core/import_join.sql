-- Commits rows of an import: opens people, accounts and memberships, and changes what the file says
-- otherwise of members. Returns what was done, a row of import_rows each. Rows that somebody else
-- made impossible since they were looked at (the same ID number, an account, a membership, a merge)
-- are left as they are: the next look judges them anew. The caller has locked the import and, against
-- merges, the people.
CREATE OR REPLACE FUNCTION core.import_join(slips core.import_slip[])
RETURNS SETOF core.import_rows
LANGUAGE sql VOLATILE
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
    WITH slip AS MATERIALIZED (
        SELECT r.*, a.person_id AS joins, a.member_id AS account, a.real_name_sealed,
            a.id_number_sealed, a.phone_sealed, core.import_joined_at(r.joined_on) AS joined_at
        FROM unnest(import_join.slips) AS a
        JOIN core.import_rows AS r ON r.id = a.row_id AND r.state IN ('new', 'changed')
        WHERE a.phone_sealed IS NOT NULL
          AND NOT EXISTS (SELECT FROM core.people AS p
                          WHERE p.id = r.person_id AND p.merged_into IS NOT NULL)
    ), person AS (
        INSERT INTO core.people (id, real_name_masked, real_name_sealed, real_name_index,
                                 id_number_masked, id_number_sealed, id_number_index)
        SELECT s.joins, s.real_name_masked, s.real_name_sealed, s.real_name_index,
            s.id_number_masked, s.id_number_sealed, s.id_number_index
        FROM slip AS s WHERE s.person_id IS NULL
        ON CONFLICT DO NOTHING
        RETURNING id
    ), account AS (
        INSERT INTO core.members (id, member_no, person_id, phone_masked, phone_sealed, phone_index)
        SELECT s.account, nextval('core.member_numbers'), s.joins, s.phone_masked, s.phone_sealed,
            s.phone_index
        FROM slip AS s
        WHERE s.member_id IS NULL
          AND (s.person_id IS NOT NULL OR s.joins IN (SELECT p.id FROM person AS p))
        ON CONFLICT DO NOTHING
        RETURNING id
    ), able AS MATERIALIZED (
        SELECT s.* FROM slip AS s
        WHERE s.member_id IS NOT NULL OR s.account IN (SELECT c.id FROM account AS c)
    ), membership AS (
        INSERT INTO core.memberships (person_id, organisation_id, span, source, source_id,
                                      employment_kind)
        SELECT s.joins, s.organisation_id, tstzrange(s.joined_at, NULL), 'import', s.import_id,
            s.employment_kind
        FROM able AS s WHERE s.state = 'new'
        ON CONFLICT DO NOTHING
        RETURNING person_id
    ), phone AS (
        UPDATE core.members AS m
        SET phone_masked = s.phone_masked, phone_sealed = s.phone_sealed,
            phone_index = s.phone_index
        FROM able AS s
        WHERE m.id = s.member_id AND 'phone' = ANY (s.changes) AND m.phone_verified_at IS NULL
    ), kind AS (
        UPDATE core.memberships AS e SET employment_kind = s.employment_kind
        FROM able AS s
        WHERE e.person_id = s.joins AND e.is_primary AND upper_inf(e.span)
          AND s.state = 'changed' AND 'employment_kind' = ANY (s.changes)
    )
    UPDATE core.import_rows AS r
    SET state = 'committed', effect = s.state, person_id = s.joins, member_id = s.account,
        person_sealed = NULL
    FROM able AS s
    WHERE r.id = s.id
      AND (s.state = 'changed' OR s.joins IN (SELECT m.person_id FROM membership AS m))
    RETURNING r.*
$$;
