-- A whole number (0 to 10^18) out of a cursor's place; NULL when there is none.
CREATE OR REPLACE FUNCTION core.cursor_bigint(place jsonb, member text)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN place ->> member ~ '^[0-9]{1,18}$' THEN (place ->> member)::bigint END
$$;
