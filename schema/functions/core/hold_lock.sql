-- core.hold_of, with the wallet locked that the points belong to, and that of the account which it was
-- merged into: as it stands from now on.
CREATE OR REPLACE FUNCTION core.hold_lock(merchant_id uuid, key_mode text, hold_id uuid)
RETURNS core.holds
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    hold core.holds := core.hold_of(merchant_id, key_mode, hold_id);
BEGIN
    IF hold.id IS NOT NULL THEN
        PERFORM core.wallets_lock(ARRAY[hold.member_id, core.account_current(hold.member_id)]);
        SELECT h.* INTO hold FROM core.holds AS h WHERE h.id = hold.id;
    END IF;
    RETURN hold;
END
$$;
