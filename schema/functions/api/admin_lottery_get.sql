-- A lottery of the caller's subtree as staff see it, whatever its state.
CREATE OR REPLACE FUNCTION api.admin_lottery_get(
    caller_id uuid, allowed_roles text[], resource text, lottery_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.admin_lottery_json(l) INTO body
    FROM core.lotteries AS l
    JOIN core.activities AS a ON a.id = l.id
    WHERE l.id = admin_lottery_get.lottery_id
        AND core.staff_covers(caller_id, allowed_roles, resource, a.organisation_id);
    outcome := CASE WHEN body IS NULL THEN 'lottery_not_found' ELSE 'ok' END;
END
$$;
