-- Takes back at most batch_size awards that nobody claimed in time, the longest overdue first. Awards that
-- somebody has locked, to claim them or to take them back, are left for the next run.
CREATE OR REPLACE FUNCTION api.awards_expire(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due uuid[];
BEGIN
    due := ARRAY(SELECT w.id FROM core.awards AS w
                 WHERE w.state = 'won' AND w.claim_by <= now()
                 ORDER BY w.claim_by LIMIT batch_size FOR NO KEY UPDATE SKIP LOCKED);
    IF cardinality(due) > 0 THEN
        PERFORM core.awards_forfeit(due, NULL, '逾期未领取');
        PERFORM core.audit_write_many(
            'system', NULL, 'awards_expire', array_agg(a.organisation_id), 'award', array_agg(w.id),
            array_agg(jsonb_build_object('state', jsonb_build_array('won', w.state),
                                         'activity_id', w.activity_id)), NULL, NULL)
        FROM core.awards AS w JOIN core.activities AS a ON a.id = w.activity_id
        WHERE w.id = ANY (due);
    END IF;
    outcome := 'ok';
    body := json_build_object('expired', cardinality(due));
END
$$;
