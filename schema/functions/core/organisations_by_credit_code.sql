-- The active organisation with a credit code, or that into which the one with it was merged; none for
-- anything else.
CREATE OR REPLACE FUNCTION core.organisations_by_credit_code(credit_code text) RETURNS uuid[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    place core.organisations;
BEGIN
    SELECT o.* INTO place FROM core.organisations AS o
    WHERE o.credit_code = organisations_by_credit_code.credit_code
    ORDER BY o.status LIMIT 1; -- active before dissolved
    WHILE place.merged_into IS NOT NULL LOOP
        SELECT o.* INTO place FROM core.organisations AS o WHERE o.id = place.merged_into;
    END LOOP;
    RETURN CASE WHEN place.status = 'active' THEN ARRAY[place.id] ELSE '{}' END;
END
$$;
