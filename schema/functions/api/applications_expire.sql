-- Ends at most batch_size applications that time decides: leavings that the union left unanswered are
-- confirmed, and what applicants have not mended lapses. Those that somebody has locked are left for
-- the next run. Everything else that is overdue waits on, and the office above may decide it too.
CREATE OR REPLACE FUNCTION api.applications_expire(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due core.applications;
    ended bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    FOR due IN
        SELECT a.* FROM core.applications AS a
        WHERE a.decided_at IS NULL AND (a.kind = 'leaving' OR a.state = 'returned')
          AND a.due_at <= now()
        ORDER BY a.due_at LIMIT batch_size
        FOR NO KEY UPDATE SKIP LOCKED
    LOOP
        PERFORM core.application_lapse(due);
        ended := ended + 1;
    END LOOP;
    outcome := 'ok';
    body := json_build_object('ended', ended);
END
$$;
