-- A page of stations, newest first, of which there may be one more than its limit: then there is a next page.
CREATE OR REPLACE FUNCTION core.station_case_page(page core.stations[], "limit" bigint) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(answer) FROM (
        SELECT coalesce(json_agg(core.station_case_json(s) ORDER BY s.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS s) AS answer
$$;
