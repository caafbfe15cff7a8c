-- Writes down the public number that a closed raffle waits for, after a second of the staff has read the
-- same one.
CREATE OR REPLACE FUNCTION api.lottery_public_value_set(
    caller_id uuid, allowed_roles text[], resource text, lottery_id uuid, value text, reason text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    activity CONSTANT core.activities := core.activity_locked(
        caller_id, allowed_roles, resource, lottery_id, 'lottery');
    lottery core.lotteries;
    step json;
BEGIN
    SELECT l.* INTO lottery FROM core.lotteries AS l WHERE l.id = activity.id FOR NO KEY UPDATE;
    outcome := CASE WHEN activity.id IS NULL THEN 'lottery_not_found'
                    WHEN lottery.published_at IS NULL OR lottery.public_source IS NULL
                        OR lottery.public_value IS NOT NULL OR lottery.closes_at > now()
                        THEN 'activity_state_conflict' ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    SELECT s.body INTO step
    FROM core.second_person(caller_id, allowed_roles, resource, 'lottery_public_value_set', fingerprint,
                            activity.id, activity.organisation_id, reason, request_id) AS s;
    IF step ->> 'state' = 'done' THEN
        UPDATE core.lotteries AS l SET public_value = lottery_public_value_set.value WHERE l.id = lottery.id;
        PERFORM core.activity_moved(activity, 'lottery_public_value_set', 'public_value', NULL, caller_id,
                                    reason, NULL, request_id);
    END IF;
    body := json_build_object('state', step -> 'state', 'expires_at', step -> 'expires_at',
                              'public_source', lottery.public_source, 'public_value', value);
END
$$;
