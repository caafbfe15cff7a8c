-- A page of a list of tickets, of which one more than row_limit was looked for.
CREATE OR REPLACE FUNCTION core.station_ticket_page(tickets core.station_tickets[], row_limit bigint) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(answer) FROM (
        SELECT coalesce((SELECT json_agg(core.station_ticket_json(t) ORDER BY t.id DESC)
                         FROM unnest(tickets[:row_limit]) AS t), '[]') AS items,
            CASE WHEN cardinality(tickets) > row_limit THEN core.cursor_encode(json_build_object(
                'id', (tickets[row_limit]).id)) END AS next_cursor) AS answer
$$;
