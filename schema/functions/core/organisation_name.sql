-- A name as it is kept: no control characters, single blanks, none at its ends.
CREATE OR REPLACE FUNCTION core.organisation_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT btrim(regexp_replace(name, '[\u0001-\u0020\u007f\u00a0\u200b-\u200f\u2028-\u202e\u2060\u3000\ufeff]+', ' ', 'g'))
$$;
