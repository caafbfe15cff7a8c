-- A person and the records that were merged into theirs; empty for nobody.
CREATE OR REPLACE FUNCTION core.records_of(person_id uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN ARRAY(SELECT p.id FROM core.people AS p WHERE p.id = records_of.person_id
                 UNION ALL
                 SELECT p.id FROM core.people AS p WHERE p.merged_into = records_of.person_id);
END
$$;
