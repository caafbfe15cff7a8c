-- A giveaway of the caller's subtree as staff see it, whatever its state.
CREATE OR REPLACE FUNCTION api.admin_giveaway_get(
    caller_id uuid, allowed_roles text[], resource text, giveaway_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.admin_giveaway_json(g) INTO body
    FROM core.giveaways AS g
    JOIN core.activities AS a ON a.id = g.id
    WHERE g.id = admin_giveaway_get.giveaway_id
        AND core.staff_covers(caller_id, allowed_roles, resource, a.organisation_id);
    outcome := CASE WHEN body IS NULL THEN 'giveaway_not_found' ELSE 'ok' END;
END
$$;
