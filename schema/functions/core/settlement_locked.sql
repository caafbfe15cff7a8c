-- A settlement that is a caller's business (core.settlement_is_seen), locked until the transaction ends; NULL for
-- all others, as for unknown ids.
CREATE OR REPLACE FUNCTION core.settlement_locked(
    settlement_id uuid, caller_id uuid, allowed_roles text[], resource text, key_id uuid)
RETURNS core.settlements
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    settlement core.settlements;
BEGIN
    SELECT s.* INTO settlement FROM core.settlements AS s
    WHERE s.id = settlement_locked.settlement_id
        AND core.settlement_is_seen(s, caller_id, allowed_roles, resource, key_id)
    FOR NO KEY UPDATE;
    RETURN settlement;
END
$$;
