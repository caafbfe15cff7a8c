-- Whether an account's second factor may be taken now: a step of its codes later than the last one
-- used, or a recovery code that nobody used.
CREATE OR REPLACE FUNCTION core.second_factor_is_right(staff core.admins, totp_step bigint,
                                                       recovery_hash bytea)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(totp_step > staff.totp_last_step, false)
        OR EXISTS (SELECT FROM core.recovery_codes AS c
                   WHERE c.admin_id = staff.id AND c.hash = recovery_hash AND c.used_at IS NULL)
$$;
