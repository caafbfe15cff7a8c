-- A JSON list of texts as an array; NULL for NULL and for JSON's null.
CREATE OR REPLACE FUNCTION core.text_array(list jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN jsonb_typeof(list) = 'array'
                THEN ARRAY(SELECT e.word FROM jsonb_array_elements_text(list)
                               WITH ORDINALITY AS e (word, nth) ORDER BY e.nth) END
$$;
