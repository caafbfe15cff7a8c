-- A page of a list of suggestions, of which one more than row_limit was looked for.
CREATE OR REPLACE FUNCTION core.station_suggestion_page(suggestions core.station_suggestions[], row_limit bigint)
RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(answer) FROM (
        SELECT coalesce((SELECT json_agg(core.station_suggestion_json(s) ORDER BY s.id DESC)
                         FROM unnest(suggestions[:row_limit]) AS s), '[]') AS items,
            CASE WHEN cardinality(suggestions) > row_limit THEN core.cursor_encode(json_build_object(
                'id', (suggestions[row_limit]).id)) END AS next_cursor) AS answer
$$;
