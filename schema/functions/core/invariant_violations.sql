-- What is wrong, by invariant; parts: which functions to ask, NULL: all. Reads everything, for tests, replicas
-- and restored copies; api.invariants_check asks them in turn.
CREATE OR REPLACE FUNCTION core.invariant_violations(parts text[] DEFAULT NULL)
RETURNS TABLE (invariant text, rule text, detail text)
LANGUAGE plpgsql STABLE
SET enable_nestloop = off
AS $$
DECLARE
    asked record;
BEGIN
    FOR asked IN SELECT p.invariant, p.part FROM core.invariant_parts() AS p
                 WHERE parts IS NULL OR p.part = ANY (parts) LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, v.rule, v.detail FROM core.%I() AS v',
                                    asked.invariant, asked.part);
    END LOOP;
END
$$;
