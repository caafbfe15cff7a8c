-- One settlement that is the caller's business.
CREATE OR REPLACE FUNCTION api.settlement_get(
    caller_id uuid, allowed_roles text[], resource text, key_id uuid, key_mode text, settlement_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.settlement_json(s) INTO body FROM core.settlements AS s
    WHERE s.id = settlement_id AND key_mode = 'live'
        AND core.settlement_is_seen(s, caller_id, allowed_roles, resource, key_id);
    outcome := CASE WHEN body IS NULL THEN 'settlement_not_found' ELSE 'ok' END;
END
$$;
