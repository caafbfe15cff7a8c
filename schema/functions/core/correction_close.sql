-- Ends a wish: approved or rejected by one of the staff. Only its mask stays. Its answer.
CREATE OR REPLACE FUNCTION core.correction_close(
    wish core.corrections, caller_id uuid, decision text, comment text, action text, changes jsonb,
    request_id uuid)
RETURNS json
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    closed core.corrections;
BEGIN
    UPDATE core.corrections AS c
    SET status = decision, decided_at = now(), decided_by = caller_id,
        comment = correction_close.comment, value_sealed = NULL, value_index = NULL
    WHERE c.id = wish.id RETURNING c.* INTO closed;
    PERFORM core.audit_write('admin', caller_id, action, core.organisation_of(wish.member_id),
                             'correction', wish.id, changes, comment, request_id);
    RETURN core.correction_json(closed);
END
$$;
