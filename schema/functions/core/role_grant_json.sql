-- A grant of a role as the API shows it, with its holder: an account's login, or a member's masked name.
CREATE OR REPLACE FUNCTION core.role_grant_json(granted core.role_grants) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'id', granted.id, 'admin_id', granted.admin_id, 'member_id', granted.member_id,
        'holder', coalesce(
            (SELECT a.login FROM core.admins AS a WHERE a.id = granted.admin_id),
            (SELECT p.real_name_masked FROM core.members AS m JOIN core.people AS p ON p.id = m.person_id
             WHERE m.id = granted.member_id)),
        'role', granted.role,
        'organisation', (SELECT json_build_object('id', o.id, 'name', o.name)
                         FROM core.organisations AS o WHERE o.id = granted.organisation_id),
        'includes_below', granted.includes_below, 'station_id', granted.station_id,
        'merchant_id', granted.merchant_id, 'resources', granted.resources,
        'reason', granted.reason, 'created_at', granted.created_at,
        'expires_at', granted.expires_at, 'revoked_at', granted.revoked_at)
$$;
