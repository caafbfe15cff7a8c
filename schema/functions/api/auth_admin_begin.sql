-- What signing in needs to judge: counts the attempt, and gives out the account's hash and sealed
-- secret, or nothing for a name that nobody has. sign_in_locked with wait_s when there were too many
-- from this address or for this name; both are keyed hashes.
CREATE OR REPLACE FUNCTION api.auth_admin_begin(
    username text, account_key bytea, address_key bytea,
    OUT outcome text, OUT body json, OUT wait_s integer, OUT admin_id uuid, OUT password_hash text,
    OUT totp_sealed bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := 'sign_in_locked';
    wait_s := core.sign_in_attempt('address', address_key, 20);
    IF wait_s > 0 THEN
        RETURN;
    END IF;
    wait_s := core.sign_in_attempt('account', account_key, 5);
    IF wait_s > 0 THEN
        RETURN;
    END IF;
    outcome := 'ok';
    SELECT a.id, a.password_hash, a.totp_sealed INTO admin_id, password_hash, totp_sealed
    FROM core.admins AS a WHERE a.login = auth_admin_begin.username;
END
$$;
