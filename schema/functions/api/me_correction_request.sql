-- The caller asks for their name or ID number to be corrected: one wish for each at a time. The value
-- comes sealed for the person's own column; were that no longer the caller's person, it would not
-- open there, so it is not taken.
CREATE OR REPLACE FUNCTION api.me_correction_request(
    caller_id uuid, person_id uuid, correction_id uuid, field text, value_masked text,
    value_sealed bytea, value_index bytea, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    made core.corrections;
BEGIN
    PERFORM FROM core.members AS m
    WHERE m.id = caller_id AND m.person_id = me_correction_request.person_id
        AND m.status <> 'closed' FOR NO KEY UPDATE;
    outcome := CASE
        WHEN NOT FOUND THEN 'person_missing'
        WHEN EXISTS (SELECT FROM core.corrections AS c
                     WHERE c.member_id = caller_id AND c.field = me_correction_request.field
                         AND c.status = 'pending') THEN 'correction_pending'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    INSERT INTO core.corrections (id, member_id, person_id, field, value_masked, value_sealed,
                                  value_index, reason)
    VALUES (correction_id, caller_id, me_correction_request.person_id, me_correction_request.field,
            me_correction_request.value_masked, me_correction_request.value_sealed,
            me_correction_request.value_index, me_correction_request.reason)
    RETURNING * INTO made;
    PERFORM core.audit_write('member', caller_id, 'me_correction_request',
                             core.organisation_of(caller_id), 'correction', made.id,
                             jsonb_build_object('field', field), NULL, request_id);
    body := core.correction_json(made);
END
$$;
