-- The place that core.cursor_encode wrote, NULL for anything that it cannot have written. The
-- word comes from outside: take its members with core.cursor_bigint and core.cursor_uuid, which
-- never raise.
CREATE OR REPLACE FUNCTION core.cursor_decode(word text)
RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    place jsonb;
BEGIN
    IF length(word) > 400 OR word !~ '^[A-Za-z0-9_-]+$' THEN
        RETURN NULL;
    END IF;
    place := convert_from(
        decode(rpad(translate(word, '-_', '+/'), (length(word) + 3) / 4 * 4, '='), 'base64'),
        'UTF8')::jsonb;
    RETURN CASE WHEN jsonb_typeof(place) = 'object' THEN place END;
EXCEPTION
    WHEN data_exception THEN
        RETURN NULL;
END
$$;
