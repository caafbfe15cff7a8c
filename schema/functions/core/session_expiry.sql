-- Until when a refresh token may be used that a session gets now: a member comes back within 30 days;
-- staff within 4 hours, and sign in again 12 hours after they did.
CREATE OR REPLACE FUNCTION core.session_expiry(family core.session_families) RETURNS timestamptz
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN family.admin_id IS NULL THEN now() + interval '30 days'
                ELSE least(now() + interval '4 hours', family.created_at + interval '12 hours') END
$$;
