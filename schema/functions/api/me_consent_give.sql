-- The caller agrees to the current wording of a purpose. Twice is the same as once.
CREATE OR REPLACE FUNCTION api.me_consent_give(
    caller_id uuid, purpose text, version bigint, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    -- Two phones of the same member agree one after the other.
    PERFORM FROM core.members AS m
    WHERE m.id = caller_id AND m.status <> 'closed' FOR NO KEY UPDATE;
    outcome := CASE
        WHEN NOT FOUND THEN 'member_unknown'
        WHEN NOT EXISTS (SELECT FROM core.consent_current() AS t
                         WHERE t.purpose = me_consent_give.purpose
                             AND t.version = me_consent_give.version) THEN 'consent_version_old'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    IF core.consents_missing(caller_id, ARRAY[purpose]) <> '{}' THEN
        UPDATE core.consents AS c SET ended_at = now(), end_reason = 'renewed'
        WHERE c.member_id = caller_id AND c.purpose = me_consent_give.purpose
            AND c.ended_at IS NULL;
        INSERT INTO core.consents (member_id, purpose, version)
        VALUES (caller_id, me_consent_give.purpose, me_consent_give.version);
        PERFORM core.audit_write(
            'member', caller_id, 'me_consent_give', core.organisation_of(caller_id), 'member',
            caller_id, jsonb_build_object('purpose', purpose, 'version', version), NULL, request_id);
    END IF;
    body := core.consent_json(caller_id, purpose);
END
$$;
