-- The caller takes a consent back. What membership stands on can be taken back only without one:
-- leaving the union, or erasure, comes first. With the phone's consent goes the phone.
CREATE OR REPLACE FUNCTION api.me_consent_withdraw(
    caller_id uuid, purpose text, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    is_required boolean := (SELECT t.is_required FROM core.consent_current() AS t
                            WHERE t.purpose = me_consent_withdraw.purpose);
BEGIN
    PERFORM FROM core.members AS m WHERE m.id = caller_id FOR NO KEY UPDATE;
    IF is_required AND core.organisation_of(caller_id) IS NOT NULL THEN
        outcome := 'consent_needed';
        RETURN;
    END IF;
    UPDATE core.consents AS c SET ended_at = now(), end_reason = 'withdrawn'
    WHERE c.member_id = caller_id AND c.purpose = me_consent_withdraw.purpose
        AND c.ended_at IS NULL;
    IF NOT FOUND THEN
        outcome := 'consent_not_given';
        RETURN;
    END IF;
    IF purpose = 'phone' THEN
        UPDATE core.members AS m
        SET phone_masked = NULL, phone_sealed = NULL, phone_index = NULL, phone_verified_at = NULL
        WHERE m.id = caller_id;
    END IF;
    PERFORM core.audit_write(
        'member', caller_id, 'me_consent_withdraw', core.organisation_of(caller_id), 'member',
        caller_id, jsonb_build_object('purpose', purpose), NULL, request_id);
    outcome := 'ok';
    body := core.consent_json(caller_id, purpose);
END
$$;
