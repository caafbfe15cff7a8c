-- Gives a role, as wanted, and writes it down.
CREATE OR REPLACE FUNCTION core.role_grant_insert(
    caller_id uuid, action text, wanted core.role_grants, request_id uuid)
RETURNS core.role_grants
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    granted core.role_grants;
BEGIN
    INSERT INTO core.role_grants AS g (admin_id, member_id, role, organisation_id, includes_below,
        resources, station_id, merchant_id, granted_by, reason, expires_at)
    VALUES (wanted.admin_id, wanted.member_id, wanted.role, wanted.organisation_id,
        wanted.includes_below, wanted.resources, wanted.station_id, wanted.merchant_id, caller_id,
        wanted.reason, wanted.expires_at)
    RETURNING g.* INTO granted;
    PERFORM core.audit_write('admin', caller_id, action, core.role_grant_place(granted), 'role_grant',
        granted.id, jsonb_strip_nulls(jsonb_build_object('admin_id', granted.admin_id,
            'member_id', granted.member_id, 'role', granted.role, 'expires_at', granted.expires_at)),
        granted.reason, request_id);
    RETURN granted;
END
$$;
