-- An id below every one that core.uuid7 gives from this moment on, above those of earlier microseconds.
CREATE OR REPLACE FUNCTION core.uuid7_floor(at timestamptz) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT (overlay(lpad(to_hex((date_part('epoch', at) * 1000000)::bigint * 512 / 125), 15, '0')
                    PLACING '7' FROM 13 FOR 0) || '0000000000000000')::uuid
$$;
