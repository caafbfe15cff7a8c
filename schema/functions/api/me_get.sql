-- The caller as a member: masked name and phone, and the organisation.
CREATE OR REPLACE FUNCTION api.me_get(caller_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT row_to_json(me) INTO body FROM (
        SELECT m.id, m.member_no::text AS member_no, m.real_name_masked AS real_name,
               m.phone_masked AS phone,
               (SELECT row_to_json(part) FROM (SELECT o.id, o.name) AS part) AS organisation,
               m.status, m.joined_at
        FROM core.members AS m JOIN core.organisations AS o ON o.id = m.organisation_id
        WHERE m.id = me_get.caller_id) AS me;
    outcome := CASE WHEN body IS NULL THEN 'member_unknown' ELSE 'ok' END;
END
$$;
