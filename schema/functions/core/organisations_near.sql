-- Of the active organisations that follow a length and an id, in that order, the first row_limit among
-- the next walk ones whose name has all the words. Finds words that many names have.
CREATE OR REPLACE FUNCTION core.organisations_near(words text[], after_length bigint, after_id uuid,
                                                   walk bigint, row_limit bigint)
RETURNS uuid[]
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN ARRAY(
        SELECT next.id
        FROM (SELECT o.id, o.search_name, row_number() OVER () AS nth
              FROM (SELECT p.id, p.search_name FROM core.organisations AS p
                    WHERE p.status = 'active'
                      AND (char_length(p.name), p.id) > (after_length, after_id)
                    ORDER BY char_length(p.name), p.id
                    LIMIT walk) AS o) AS next
        WHERE NOT EXISTS (SELECT FROM unnest(words) AS word
                          WHERE strpos(next.search_name, word) = 0)
        ORDER BY next.nth
        LIMIT row_limit);
END
$$;
