-- The pieces of what is looked for that a name must have: all of two characters, or the one that there
-- is.
CREATE OR REPLACE FUNCTION core.search_grams(q text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT CASE WHEN char_length(q) = 1 THEN ARRAY[lower(q)]
           ELSE ARRAY(SELECT DISTINCT substr(lower(q), start, 2)
                      FROM generate_series(1, char_length(q) - 1) AS start) END
$$;
