-- Takes what core.second_factor_is_right has found right, once. The caller holds the account's row.
CREATE OR REPLACE FUNCTION core.second_factor_spend(admin_id uuid, totp_step bigint, recovery_hash bytea)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    UPDATE core.admins AS a SET totp_last_step = greatest(a.totp_last_step, totp_step)
    WHERE a.id = second_factor_spend.admin_id AND totp_step IS NOT NULL;
    UPDATE core.recovery_codes AS c SET used_at = now()
    WHERE c.admin_id = second_factor_spend.admin_id AND c.hash = recovery_hash AND c.used_at IS NULL
$$;
