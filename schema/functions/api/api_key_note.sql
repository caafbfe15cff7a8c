-- Writes down that a key is used, once a minute; whoever finds another doing so leaves it at that.
CREATE OR REPLACE FUNCTION api.api_key_note(api_key_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    UPDATE core.api_keys AS k SET last_used_at = now()
    WHERE k.id = (SELECT i.id FROM core.api_keys AS i
                  WHERE i.id = api_key_note.api_key_id
                      AND (i.last_used_at IS NULL OR i.last_used_at <= now() - interval '1 minute')
                  FOR NO KEY UPDATE SKIP LOCKED);
    outcome := 'ok';
END
$$;
