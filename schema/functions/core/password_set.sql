-- Gives an account a new password's hash; with expires_at one that was given to its owner, who must
-- replace it by then.
CREATE OR REPLACE FUNCTION core.password_set(admin_id uuid, hash text, expires_at timestamptz)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    UPDATE core.admins AS a
    SET password_hash = password_set.hash, password_set_at = now(),
        password_expires_at = password_set.expires_at
    WHERE a.id = password_set.admin_id
$$;
