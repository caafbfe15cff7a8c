-- Every purpose and where the caller stands with it. There are few, so there are no pages.
CREATE OR REPLACE FUNCTION api.me_consent_list(caller_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.consent_json(caller_id, t.purpose)
                                 ORDER BY t.is_required DESC, t.is_sensitive, t.purpose), '[]')
                   AS items, NULL::text AS next_cursor
        FROM core.consent_current() AS t) AS answer;
    outcome := 'ok';
END
$$;
