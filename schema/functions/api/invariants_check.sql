-- The next look at one of the functions of core.invariant_parts: each comes again after a minute, or after a
-- thousand times as long as it took, so that all of them together take a few hundredths of the database.
-- What is found counts when the next look, half a minute later, finds it still: jobs may be behind after a
-- stop. Above row_limit entries, by the planner's estimate, nothing is looked at: that is for a replica.
-- counts: what is confirmed, of I1 to I13; alarm: the rules that the look confirmed as broken; oldest_s: since
-- the function was asked for which that is longest ago.
CREATE OR REPLACE FUNCTION api.invariants_check(
    row_limit bigint, OUT outcome text, OUT body json, OUT counts bigint[], OUT alarm text,
    OUT oldest_s bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due core.invariant_checks;
    seen bigint;
    lines text[];
    rules text;
    began timestamptz := clock_timestamp();
BEGIN
    INSERT INTO core.invariant_checks (part) SELECT p.part FROM core.invariant_parts() AS p
    ON CONFLICT DO NOTHING;
    SELECT c.* INTO due FROM core.invariant_checks AS c
    WHERE c.next_at <= began AND c.part IN (SELECT p.part FROM core.invariant_parts() AS p)
        AND (SELECT max(t.reltuples) FROM pg_catalog.pg_class AS t
             WHERE t.oid IN ('core.entries'::regclass, 'core.audit_entries'::regclass)) <= row_limit
    ORDER BY c.next_at LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        SELECT count(*), coalesce(array_agg(v.rule || ': ' || v.detail) FILTER (WHERE v.nth <= 20), '{}'),
            string_agg(DISTINCT v.rule, ', ')
        INTO seen, lines, rules
        FROM (SELECT f.rule, f.detail, row_number() OVER () AS nth
              FROM core.invariant_violations(ARRAY[due.part]) AS f) AS v;
        UPDATE core.invariant_checks AS c
        SET found = seen, confirmed = least(due.found, seen), details = lines, checked_at = began,
            next_at = clock_timestamp() + CASE WHEN seen > 0 THEN interval '30 seconds'
                ELSE greatest(interval '1 minute', 1000 * (clock_timestamp() - began)) END
        WHERE c.part = due.part;
        alarm := CASE WHEN least(due.found, seen) > 0 THEN rules END;
    END IF;
    SELECT array_agg(i.confirmed ORDER BY i.nth), extract(epoch FROM began - min(i.oldest))::bigint
    INTO counts, oldest_s
    FROM (SELECT right(p.invariant, -1)::bigint AS nth, sum(c.confirmed)::bigint AS confirmed,
                 min(c.checked_at) AS oldest
          FROM core.invariant_parts() AS p JOIN core.invariant_checks AS c ON c.part = p.part
          GROUP BY 1) AS i;
    outcome := 'ok';
END
$$;
