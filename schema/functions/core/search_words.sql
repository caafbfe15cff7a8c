-- The words of a search, each as core.search_text has the names that are searched.
CREATE OR REPLACE FUNCTION core.search_words(q text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(array_agg(DISTINCT word), '{}')
    FROM (SELECT core.search_text(part) AS word
          FROM regexp_split_to_table(normalize(search_words.q, NFKC), '\s+') AS part) AS parts
    WHERE word <> ''
$$;
