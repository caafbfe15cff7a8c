-- The current wording of every purpose; of one purpose that is named all wordings, newest first, so
-- that what somebody agreed to years ago can still be read. A purpose has few, so there are no pages.
CREATE OR REPLACE FUNCTION api.consent_text_list(purpose text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(row_to_json(item)), '[]') AS items, NULL::text AS next_cursor
        FROM (
            SELECT t.purpose, t.version, t.title, t.text, t.is_required, t.is_sensitive,
                   t.effective_at, current.purpose IS NOT NULL AS is_current
            FROM core.consent_texts AS t
            LEFT JOIN core.consent_current() AS current
                ON current.purpose = t.purpose AND current.version = t.version
            WHERE CASE WHEN consent_text_list.purpose IS NULL THEN current.purpose IS NOT NULL
                       ELSE t.purpose = consent_text_list.purpose AND t.effective_at <= now() END
            ORDER BY t.is_required DESC, t.is_sensitive, t.purpose, t.version DESC
        ) AS item
    ) AS answer;
    outcome := 'ok';
END
$$;
