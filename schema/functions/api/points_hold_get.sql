-- One hold of the merchant's.
CREATE OR REPLACE FUNCTION api.points_hold_get(
    caller_id uuid, key_mode text, hold_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    hold core.holds := core.hold_of(caller_id, key_mode, hold_id);
BEGIN
    outcome := CASE WHEN hold.id IS NULL THEN 'hold_not_found' ELSE 'ok' END;
    body := CASE WHEN hold.id IS NOT NULL THEN core.hold_json(hold) END;
END
$$;
