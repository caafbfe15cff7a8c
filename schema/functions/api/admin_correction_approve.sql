-- The member's papers say so: the value takes its place. Nobody else may have the ID number; whoever
-- has is perhaps the same person twice, which is for merging. Once merged, what was sealed for the
-- person of before does not fit.
CREATE OR REPLACE FUNCTION api.admin_correction_approve(
    caller_id uuid, allowed_roles text[], resource text, correction_id uuid, comment text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    claim record;
    wish core.corrections;
    masks jsonb;
BEGIN
    SELECT * INTO claim
    FROM core.correction_claim(caller_id, allowed_roles, resource, correction_id);
    wish := claim.wish;
    outcome := coalesce(claim.outcome, CASE WHEN NOT EXISTS (
        SELECT FROM core.members AS m WHERE m.id = wish.member_id AND m.person_id = wish.person_id)
        THEN 'correction_outdated' END);
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT jsonb_build_object(wish.field, jsonb_build_array(
               CASE wish.field WHEN 'real_name' THEN p.real_name_masked ELSE p.id_number_masked END,
               wish.value_masked))
    INTO masks FROM core.people AS p WHERE p.id = wish.person_id;
    BEGIN
        IF wish.field = 'real_name' THEN
            UPDATE core.people AS p
            SET real_name_masked = wish.value_masked, real_name_sealed = wish.value_sealed,
                real_name_index = wish.value_index
            WHERE p.id = wish.person_id;
        ELSE
            UPDATE core.people AS p
            SET id_number_masked = wish.value_masked, id_number_sealed = wish.value_sealed,
                id_number_index = wish.value_index
            WHERE p.id = wish.person_id;
        END IF;
    EXCEPTION
        WHEN unique_violation THEN
            outcome := 'id_number_taken';
            RETURN;
    END;
    body := core.correction_close(wish, caller_id, 'approved', comment, 'admin_correction_approve',
                                  masks, request_id);
    outcome := 'ok';
END
$$;
