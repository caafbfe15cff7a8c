-- Suspends a member of the caller's subtree: no signing in, no benefits, until resumed.
CREATE OR REPLACE FUNCTION api.admin_member_suspend(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := core.member_stand(caller_id, allowed_roles, resource, member_id, 'suspended',
                                 'admin_member_suspend', reason, request_id);
    IF outcome = 'ok' THEN
        body := json_build_object('member_id', member_id, 'status', 'suspended');
    END IF;
END
$$;
