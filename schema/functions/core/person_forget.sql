-- Takes away all that tells who somebody was, also from the records that were merged into theirs. The
-- row stays for the memberships of the past; it can neither be read nor found. What lists that were
-- imported lately say of them goes too, unless it is yet to be committed.
CREATE OR REPLACE FUNCTION core.person_forget(person_id uuid) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    WITH RECURSIVE same AS (
        SELECT person_forget.person_id AS id
        UNION
        SELECT p.id FROM core.people AS p JOIN same ON p.merged_into = same.id
    ), listed AS (
        DELETE FROM core.import_rows AS r
        USING core.people AS p
        WHERE p.id IN (SELECT s.id FROM same AS s) AND r.id_number_index = p.id_number_index
          AND r.state IN ('unchanged', 'rejected', 'committed')
    )
    UPDATE core.people AS p
    SET real_name_masked = '已注销', real_name_sealed = NULL, real_name_index = NULL,
        id_number_masked = NULL, id_number_sealed = NULL, id_number_index = NULL
    FROM same WHERE p.id = same.id
$$;
