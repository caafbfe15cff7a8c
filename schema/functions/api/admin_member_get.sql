-- A member as the staff of their organisation, or of one above it, see them: masked, with all their
-- memberships; the id of an account that was merged shows the one it went into. Staff of where they
-- once belonged see the name and what was with them; for everybody else there is no such member.
CREATE OR REPLACE FUNCTION api.admin_member_get(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    current uuid := core.account_current(member_id);
    is_present boolean;
    is_known boolean;
BEGIN
    IF current <> member_id AND core.staff_covers_member(caller_id, allowed_roles, resource, current) THEN
        member_id := current;
    END IF;
    SELECT bool_or(upper_inf(s.span) AND m.status <> 'closed'), bool_or(s.end_reason <> 'erased')
    INTO is_present, is_known
    FROM core.members AS m
    JOIN core.memberships AS s ON s.person_id = m.person_id AND s.is_primary
    WHERE m.id = admin_member_get.member_id
        AND core.staff_covers(caller_id, allowed_roles, resource, s.organisation_id);
    IF NOT coalesce(is_present OR is_known, false) THEN
        outcome := 'member_not_found';
        RETURN;
    END IF;
    SELECT row_to_json(shown) INTO body FROM (
        SELECT m.id, m.member_no::text AS member_no, p.real_name_masked AS real_name,
               CASE WHEN is_present THEN m.phone_masked END AS phone,
               CASE WHEN is_present THEN p.id_number_masked END AS id_number,
               CASE WHEN is_present THEN m.status ELSE 'left' END AS status,
               core.member_spans(p.id, caller_id, allowed_roles, resource, NOT is_present)
               AS memberships
        FROM core.members AS m
        JOIN core.people AS p ON p.id = m.person_id
        WHERE m.id = admin_member_get.member_id) AS shown;
    outcome := 'ok';
END
$$;
