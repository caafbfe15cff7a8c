-- The person whose papers these are, locked until the transaction ends, so that nobody else changes
-- where they belong: known by the ID number already, or entered. NULL when the number is known under
-- another name. Names and numbers are compared by their blind indexes.
CREATE OR REPLACE FUNCTION core.person_identify(papers core.papers) RETURNS uuid
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    known core.people;
BEGIN
    INSERT INTO core.people (id, real_name_masked, real_name_sealed, real_name_index,
                             id_number_masked, id_number_sealed, id_number_index)
    VALUES (papers.person_id, papers.real_name_masked, papers.real_name_sealed,
            papers.real_name_index, papers.id_number_masked, papers.id_number_sealed,
            papers.id_number_index)
    ON CONFLICT DO NOTHING;
    SELECT p.* INTO known FROM core.people AS p
    WHERE p.id_number_index = papers.id_number_index
    FOR UPDATE;
    IF known.real_name_index IS DISTINCT FROM papers.real_name_index THEN
        RETURN NULL;
    END IF;
    PERFORM FROM core.people AS p WHERE p.id = known.merged_into FOR UPDATE;
    RETURN coalesce(known.merged_into, known.id);
END
$$;
