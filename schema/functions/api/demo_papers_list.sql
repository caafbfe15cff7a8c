-- People of the demo city who have no papers yet, at most batch_size of them: a line "person_id member_id
-- member_no name phone" each (people; the last two masked), NULL when all have. Its accounts have the
-- numbers 10000001 to 10002999, which nobody else gets.
CREATE OR REPLACE FUNCTION api.demo_papers_list(
    batch_size bigint, OUT outcome text, OUT body json, OUT people text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := 'ok';
    SELECT string_agg(concat_ws(' ', bare.person_id, bare.member_id, bare.member_no, bare.name,
                                bare.phone), chr(10))
    INTO people
    FROM (
        SELECT p.id AS person_id, m.id AS member_id, m.member_no, p.real_name_masked AS name,
               m.phone_masked AS phone
        FROM core.members AS m
        JOIN core.people AS p ON p.id = coalesce(m.person_id, (
            SELECT a.person_id FROM core.applications AS a
            WHERE a.applicant_id = m.id AND a.person_id IS NOT NULL LIMIT 1))
        WHERE m.member_no BETWEEN 10000001 AND 10002999 AND p.real_name_sealed IS NULL
            AND m.phone_masked IS NOT NULL AND p.real_name_masked LIKE '%*'
        ORDER BY m.member_no LIMIT batch_size) AS bare;
END
$$;
