-- What follows from a password that one of the staff gave once more: staff_unknown, password_incorrect,
-- or NULL to go on, and then the failures before are forgotten. Locks the account's row.
CREATE OR REPLACE FUNCTION core.password_judged(admin_id uuid, proved boolean) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.admins AS a WHERE a.id = password_judged.admin_id FOR NO KEY UPDATE;
    IF core.roles_of(NULL, admin_id) IS NULL THEN
        RETURN 'staff_unknown';
    ELSIF NOT proved THEN
        RETURN 'password_incorrect';
    END IF;
    UPDATE core.sign_in_failures AS f SET failures = 0, locked_until = NULL
    WHERE f.kind = 'password' AND f.key = uuid_send(admin_id);
    RETURN NULL;
END
$$;
