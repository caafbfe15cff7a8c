-- Writes a draft's rules anew. The same rules again change nothing but the ids of the prizes.
CREATE OR REPLACE FUNCTION api.lottery_revise(
    caller_id uuid, allowed_roles text[], resource text, lottery_id uuid, rules jsonb, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT s.outcome, s.body
    FROM core.activity_revise(caller_id, allowed_roles, resource, lottery_id, 'lottery', rules, request_id) AS s
$$;
