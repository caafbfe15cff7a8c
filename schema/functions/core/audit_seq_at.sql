-- Where entries of a moment begin: none before this seq is as young. Entries get their seq and their
-- time together, so one search by halves needs no index on times; a minute less, for clocks that were
-- set back and statements that took long.
CREATE OR REPLACE FUNCTION core.audit_seq_at(moment timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    low bigint := coalesce((SELECT min(e.seq) FROM core.audit_entries AS e), 0);
    high bigint := coalesce((SELECT max(e.seq) FROM core.audit_entries AS e), 0) + 1;
    middle bigint;
BEGIN
    WHILE low < high LOOP
        middle := low + (high - low) / 2;
        IF (SELECT e.at FROM core.audit_entries AS e WHERE e.seq >= middle ORDER BY e.seq LIMIT 1)
            < moment - interval '1 minute' THEN
            low := middle + 1;
        ELSE
            high := middle;
        END IF;
    END LOOP;
    RETURN low;
END
$$;
