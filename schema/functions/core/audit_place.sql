-- The place of a seq, from 1, among those of a block.
CREATE OR REPLACE FUNCTION core.audit_place(seqs int8multirange, seq bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
    SELECT sum(least(upper(r), audit_place.seq + 1) - lower(r))::bigint FROM unnest(seqs) AS r
    WHERE lower(r) <= audit_place.seq
$$;
