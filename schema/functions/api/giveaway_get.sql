-- A published giveaway with everything that a member wants to know before coming.
CREATE OR REPLACE FUNCTION api.giveaway_get(giveaway_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.giveaway_json(g) INTO body
    FROM core.giveaways AS g
    WHERE g.id = giveaway_get.giveaway_id AND g.published_at IS NOT NULL;
    outcome := CASE WHEN body IS NULL THEN 'giveaway_not_found' ELSE 'ok' END;
END
$$;
