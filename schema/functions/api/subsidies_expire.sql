-- Ends at most batch_size subsidy programmes whose time is over.
CREATE OR REPLACE FUNCTION api.subsidies_expire(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due core.subsidy_programmes[] := ARRAY(
        SELECT p FROM core.subsidy_programmes AS p WHERE p.closed_at IS NULL AND p.closes_at <= now()
        ORDER BY p.id LIMIT batch_size FOR NO KEY UPDATE SKIP LOCKED);
BEGIN
    PERFORM FROM core.budgets AS b WHERE b.id IN (SELECT d.budget_id FROM unnest(due) AS d)
    ORDER BY b.id FOR NO KEY UPDATE;
    PERFORM core.subsidy_closed(d, 'system', NULL, 'subsidies_expire', NULL, NULL) FROM unnest(due) AS d;
    outcome := 'ok';
    body := json_build_object('closed', cardinality(due));
END
$$;
