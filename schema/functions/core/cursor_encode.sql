-- A place in a list as an opaque word: base64url (RFC 4648 section 5, without padding) of JSON.
CREATE OR REPLACE FUNCTION core.cursor_encode(place json)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT translate(encode(convert_to(place::text, 'UTF8'), 'base64'), E'+/=\n', '-_')
$$;
