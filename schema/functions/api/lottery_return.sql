-- Gives a lottery that waits for review back to be revised.
CREATE OR REPLACE FUNCTION api.lottery_return(
    caller_id uuid, allowed_roles text[], resource text, lottery_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT s.outcome, s.body
    FROM core.activity_return(caller_id, allowed_roles, resource, lottery_id, 'lottery', reason, request_id) AS s
$$;
