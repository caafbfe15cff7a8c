-- A part of a whole, 0 to 1, to four places; NULL of nothing.
CREATE OR REPLACE FUNCTION core.share_of(part bigint, whole bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT round(part::numeric / nullif(whole, 0), 4)
$$;
