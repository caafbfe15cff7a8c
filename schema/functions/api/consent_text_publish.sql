-- A new wording of a purpose, from effective_at on (NULL: from now on), by whoever runs the machine. It
-- takes the place of the latest one, so it must not begin before that; nor in the past, for what people
-- agreed to then was another text. Whether it is required and sensitive stays the purpose's.
CREATE OR REPLACE FUNCTION api.consent_text_publish(
    purpose text, title text, text text, effective_at timestamptz, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    latest core.consent_texts;
    fresh core.consent_texts;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('consent_text_publish', 0));
    SELECT t.* INTO latest FROM core.consent_texts AS t
    WHERE t.purpose = consent_text_publish.purpose ORDER BY t.version DESC LIMIT 1;
    IF NOT FOUND OR char_length(title) NOT BETWEEN 1 AND 60 OR char_length(text) NOT BETWEEN 1 AND 4000
       OR coalesce(effective_at, now()) < greatest(now(), latest.effective_at) THEN
        outcome := 'validation_failed';
        RETURN;
    END IF;
    INSERT INTO core.consent_texts (purpose, version, title, text, is_required, is_sensitive, effective_at)
    VALUES (latest.purpose, latest.version + 1, consent_text_publish.title, consent_text_publish.text,
            latest.is_required, latest.is_sensitive,
            coalesce(consent_text_publish.effective_at, now()))
    RETURNING * INTO fresh;
    PERFORM core.audit_write(
        'system', NULL, 'consent_text_publish',
        core.root_organisation(), 'consent_text', NULL, json_build_object('purpose', fresh.purpose, 'version', fresh.version,
                          'effective_at', fresh.effective_at)::jsonb, NULL, request_id);
    outcome := 'ok';
    SELECT row_to_json(answer) INTO body
    FROM (SELECT fresh.purpose, fresh.version, fresh.effective_at) AS answer;
END
$$;
