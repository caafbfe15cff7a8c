-- Lets at most batch_size earnings whose time has come become spendable, the longest overdue first; answers
-- how many. What somebody else settles at the moment is left to them. Running it twice does nothing more.
CREATE OR REPLACE FUNCTION api.points_mature(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due core.pending_points[] := ARRAY(
        SELECT p FROM core.pending_points AS p
        WHERE p.state = 'pending' AND p.matures_at <= now()
        ORDER BY p.matures_at LIMIT batch_size
        FOR NO KEY UPDATE SKIP LOCKED);
BEGIN
    IF due <> '{}' THEN
        PERFORM core.wallets_lock(ARRAY(SELECT p.member_id FROM unnest(due) AS p));
        PERFORM core.points_mature(array_agg(p.member_id), array_agg(p.points), array_agg(e.id),
                                   array_agg(core.earn_lot_expiry(r, now())))
        FROM unnest(due) AS p
        JOIN core.earnings AS e ON e.id = p.earning_id
        JOIN core.earn_rules AS r ON r.id = e.rule_id;
        UPDATE core.pending_points AS p SET state = 'matured', settled_at = now()
        WHERE p.earning_id = ANY (ARRAY(SELECT d.earning_id FROM unnest(due) AS d));
        PERFORM core.audit_write_many(
            'system', NULL, 'points_mature', array_agg(core.organisation_of(p.member_id)), 'earning',
            array_agg(p.earning_id), array_agg(jsonb_build_object('points', p.points)), NULL, NULL)
        FROM unnest(due) AS p;
    END IF;
    outcome := 'ok';
    body := json_build_object('matured', cardinality(due));
END
$$;
