-- Locks a wish that is to be decided. outcome NULL: it waits, and the caller covers its member and is
-- somebody else.
CREATE OR REPLACE FUNCTION core.correction_claim(
    caller_id uuid, allowed_roles text[], resource text, correction_id uuid,
    OUT outcome text, OUT wish core.corrections)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    SELECT c.* INTO wish FROM core.corrections AS c WHERE c.id = correction_id FOR NO KEY UPDATE;
    outcome := CASE
        WHEN wish.id IS NULL OR NOT core.staff_covers_member(caller_id, allowed_roles, resource,
                                                             wish.member_id)
            THEN 'correction_not_found'
        WHEN wish.status <> 'pending' THEN 'correction_decided'
        WHEN EXISTS (SELECT FROM core.admins AS d
                     WHERE d.id = caller_id AND d.person_id = wish.person_id) THEN 'own_application' END;
END
$$;
