-- Hands a draft over for review, with its rules as they are now.
CREATE OR REPLACE FUNCTION api.giveaway_submit(
    caller_id uuid, allowed_roles text[], resource text, giveaway_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT s.outcome, s.body
    FROM core.activity_submit(caller_id, allowed_roles, resource, giveaway_id, 'giveaway', reason, request_id) AS s
$$;
