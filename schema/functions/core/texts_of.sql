-- A JSON array of texts as an array, NULL as NULL.
CREATE OR REPLACE FUNCTION core.texts_of(list jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN list IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(list)) END
$$;
