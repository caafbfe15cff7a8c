-- An event as merchants read it, and, as text, the body of its deliveries: the same bytes each time.
CREATE OR REPLACE FUNCTION core.event_json(event core.events) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT row_to_json(shown)
            FROM (SELECT event.id, event.kind AS type, event.created_at AS timestamp, event.mode,
                      event.object_id, event.data) AS shown);
END
$$;
