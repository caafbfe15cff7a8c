-- Active organisations whose name has all the words, at most row_limit of them after a length and an
-- id, the shortest name first. Planned for each call's words: rare ones by the index of the names'
-- pieces, those that most names have by length.
CREATE OR REPLACE FUNCTION core.organisation_page(words text[], after_length bigint, after_id uuid,
                                                  row_limit bigint)
RETURNS uuid[]
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    pieces text[] := ARRAY(SELECT DISTINCT piece
                           FROM unnest(words) AS word, unnest(core.name_grams(word)) AS piece);
BEGIN
    RETURN ARRAY(
        SELECT o.id FROM core.organisations AS o
        WHERE o.status = 'active'
            -- The index narrows down to names with all pieces; strpos looks for the words.
            AND core.name_grams(core.search_text(o.name)) @> pieces
            AND NOT EXISTS (SELECT FROM unnest(words) AS word
                            WHERE strpos(core.search_text(o.name), word) = 0)
            AND (char_length(o.name), o.id) > (after_length, after_id)
        ORDER BY char_length(o.name), o.id
        LIMIT row_limit);
END
$$;
