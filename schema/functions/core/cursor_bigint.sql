-- A whole number (0 to 10^18) out of a cursor's place; NULL when there is none. In PL/pgSQL, as core.cursor_encode.
CREATE OR REPLACE FUNCTION core.cursor_bigint(place jsonb, member text)
RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    word text := place ->> member;
BEGIN
    RETURN CASE WHEN word ~ '^[0-9]{1,18}$' THEN word::bigint END;
END
$$;
