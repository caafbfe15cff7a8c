-- Gives people of the demo city their papers: [{"member_id", "papers"}], papers being the attributes of
-- core.papers. Whoever has papers, or a phone that was confirmed, keeps them.
CREATE OR REPLACE FUNCTION api.demo_papers_put(papers jsonb, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    WITH given AS (
        SELECT (item ->> 'member_id')::uuid AS member_id, made.*
        FROM jsonb_array_elements(demo_papers_put.papers) AS item,
             jsonb_populate_record(NULL::core.papers, item -> 'papers') AS made
        JOIN core.people AS bare ON bare.id = made.person_id AND bare.real_name_sealed IS NULL
        WHERE EXISTS (SELECT FROM core.members AS m
                      WHERE m.id = (item ->> 'member_id')::uuid
                          AND m.member_no BETWEEN 10000001 AND 10002999)
    ), named AS (
        UPDATE core.people AS p
        SET real_name_masked = g.real_name_masked, real_name_sealed = g.real_name_sealed,
            real_name_index = g.real_name_index, id_number_masked = g.id_number_masked,
            id_number_sealed = g.id_number_sealed, id_number_index = g.id_number_index
        FROM given AS g WHERE p.id = g.person_id
    )
    UPDATE core.members AS m
    SET phone_masked = g.phone_masked, phone_sealed = g.phone_sealed, phone_index = g.phone_index
    FROM given AS g WHERE m.id = g.member_id AND m.phone_sealed IS NULL;
    outcome := 'ok';
END
$$;
