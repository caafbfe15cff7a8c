-- What was sent to an address 30 days ago counts as received, at most batch_size awards at a time, although
-- the winner has not said so: an activity is archived when all of it is settled.
CREATE OR REPLACE FUNCTION api.awards_settle(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due uuid[];
BEGIN
    due := ARRAY(SELECT w.id FROM core.awards AS w
                 WHERE w.state = 'issued' AND w.delivery IS NOT NULL
                     AND w.issued_at <= now() - interval '30 days'
                 ORDER BY w.issued_at LIMIT batch_size FOR NO KEY UPDATE SKIP LOCKED);
    IF cardinality(due) > 0 THEN
        UPDATE core.awards AS w SET state = 'redeemed', redeemed_at = now() WHERE w.id = ANY (due);
        PERFORM core.audit_write_many(
            'system', NULL, 'awards_settle', array_agg(a.organisation_id), 'award', array_agg(w.id),
            array_agg(jsonb_build_object('state', jsonb_build_array('issued', w.state),
                                         'activity_id', w.activity_id)), NULL, NULL)
        FROM core.awards AS w JOIN core.activities AS a ON a.id = w.activity_id
        WHERE w.id = ANY (due);
    END IF;
    outcome := 'ok';
    body := json_build_object('settled', cardinality(due));
END
$$;
