-- A problem of a row of an import, in a list of one, if it is so; else the empty list. One expression
-- without FROM, so that the planner can put it in line.
CREATE OR REPLACE FUNCTION core.import_codes(col text, code text, is_so boolean) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN is_so THEN jsonb_build_array(jsonb_build_object('column', col, 'code', code))
                ELSE '[]'::jsonb END
$$;
