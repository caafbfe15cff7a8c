-- An id out of a cursor's place; NULL when there is none. In PL/pgSQL, as core.cursor_encode.
CREATE OR REPLACE FUNCTION core.cursor_uuid(place jsonb, member text)
RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    word text := place ->> member;
BEGIN
    RETURN CASE WHEN word ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN word::uuid END;
END
$$;
