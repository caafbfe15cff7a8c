-- A request's list of kinds as it is kept: sorted, each once; empty when there is none.
CREATE OR REPLACE FUNCTION core.webhook_kinds(kinds jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
    SELECT ARRAY(SELECT DISTINCT k FROM jsonb_array_elements_text(kinds) AS k ORDER BY k)
$$;
