-- The yearly caps of an organisation of the caller's subtree, the latest first.
CREATE OR REPLACE FUNCTION api.benefit_cap_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := CASE WHEN core.staff_covers(caller_id, allowed_roles, resource, organisation_id)
                    THEN 'ok' ELSE 'organisation_not_found' END;
    IF outcome = 'ok' THEN
        SELECT json_build_object('items', coalesce(json_agg(core.benefit_cap_json(c) ORDER BY c.year DESC), '[]'),
                                 'next_cursor', NULL) INTO body
        FROM core.benefit_caps AS c WHERE c.organisation_id = benefit_cap_list.organisation_id;
    END IF;
END
$$;
