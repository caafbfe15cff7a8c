-- Ends vouchers that have run out, the longest overdue first, and what tills kept too long; gives what is left of
-- them back to the budgets, one movement for each. Somebody who is just using one goes first. Answers how many.
CREATE OR REPLACE FUNCTION api.vouchers_expire(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due uuid[];
    freed bigint;
BEGIN
    freed := core.redemption_locks_expire(batch_size);
    due := ARRAY(
        SELECT v.id FROM core.vouchers AS v
        WHERE v.id IN (SELECT o.id FROM core.vouchers AS o WHERE o.state = 'issued' AND o.expires_at <= now()
                       ORDER BY o.expires_at LIMIT batch_size)
            AND v.state = 'issued' AND v.expires_at <= now()
        ORDER BY v.id FOR NO KEY UPDATE SKIP LOCKED);
    PERFORM core.vouchers_end(due);
    DELETE FROM core.voucher_tokens AS k
    WHERE k.hash IN (SELECT o.hash FROM core.voucher_tokens AS o
                     WHERE o.expires_at <= now() - interval '1 minute' LIMIT batch_size);
    outcome := 'ok';
    body := json_build_object('expired', cardinality(due), 'freed', freed);
END
$$;
