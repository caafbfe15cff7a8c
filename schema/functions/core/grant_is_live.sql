-- True while a grant of a role holds: not revoked, and its last day has not passed.
CREATE OR REPLACE FUNCTION core.grant_is_live(granted core.role_grants) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT granted.revoked_at IS NULL
        AND (granted.expires_at IS NULL OR granted.expires_at > now())
$$;
