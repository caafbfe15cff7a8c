-- The same of all that follow, by the index of the names' pieces: finds words that few names have.
CREATE OR REPLACE FUNCTION core.organisations_named(words text[], after_length bigint,
                                                    after_id uuid, row_limit bigint)
RETURNS uuid[]
LANGUAGE plpgsql STABLE
SET enable_indexscan = off -- else it might walk along organisations_shortest
AS $$
DECLARE
    pieces text[] := ARRAY(SELECT DISTINCT piece
                           FROM unnest(words) AS word, unnest(core.name_grams(word)) AS piece);
BEGIN
    RETURN ARRAY(
        SELECT o.id FROM core.organisations AS o
        WHERE o.status = 'active' AND core.name_grams(o.search_name) @> pieces
            AND (char_length(o.name), o.id) > (after_length, after_id)
            AND NOT EXISTS (SELECT FROM unnest(words) AS word WHERE strpos(o.search_name, word) = 0)
        ORDER BY char_length(o.name), o.id
        LIMIT row_limit);
END
$$;
