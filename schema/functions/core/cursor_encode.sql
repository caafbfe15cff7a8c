-- A place in a list as an opaque word: base64url (RFC 4648 section 5, without padding) of JSON.
-- In PL/pgSQL, which keeps its plan: as an SQL function it would be planned again at every call.
CREATE OR REPLACE FUNCTION core.cursor_encode(place json)
RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
BEGIN
    RETURN translate(encode(convert_to(place::text, 'UTF8'), 'base64'), E'+/=\n', '-_');
END
$$;
