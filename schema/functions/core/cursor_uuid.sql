-- An id out of a cursor's place; NULL when there is none.
CREATE OR REPLACE FUNCTION core.cursor_uuid(place jsonb, member text)
RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN place ->> member ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                THEN (place ->> member)::uuid END
$$;
