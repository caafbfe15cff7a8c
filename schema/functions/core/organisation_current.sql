-- The active organisation that this one is, or has become by merging; NULL for what is dissolved or
-- unknown. Until the transaction ends it can neither be closed nor merged nor moved: who lets
-- somebody join asks this first, before any row of the person is locked.
CREATE OR REPLACE FUNCTION core.organisation_current(organisation_id uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    place core.organisations;
BEGIN
    LOOP
        SELECT o.* INTO place FROM core.organisations AS o
        WHERE o.id = organisation_id FOR KEY SHARE;
        IF place.status = 'active' THEN
            RETURN place.id;
        ELSIF place.merged_into IS NULL THEN
            RETURN NULL;
        END IF;
        organisation_id := place.merged_into;
    END LOOP;
END
$$;
