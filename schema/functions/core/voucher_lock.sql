-- Keeps a member's vouchers for an order until it is paid (core.voucher_use) or ends (core.voucher_unlock).
-- NULL, or voucher_not_usable, and then nothing has changed. The vouchers' locks, ascending, come after the
-- SKUs' and before the budgets'.
CREATE OR REPLACE FUNCTION core.voucher_lock(member_id uuid, voucher_ids uuid[], order_id uuid) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    wanted CONSTANT uuid[] := ARRAY(SELECT DISTINCT i FROM unnest(voucher_ids) AS i);
BEGIN
    PERFORM FROM core.vouchers AS v WHERE v.id = ANY (wanted) ORDER BY v.id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM core.voucher_offers(voucher_lock.member_id, wanted)) < cardinality(wanted) THEN
        RETURN 'voucher_not_usable';
    END IF;
    INSERT INTO core.voucher_uses (order_id, voucher_id) SELECT voucher_lock.order_id, i FROM unnest(wanted) AS i;
    UPDATE core.vouchers AS v SET state = 'locked', locked_by = voucher_lock.order_id WHERE v.id = ANY (wanted);
    RETURN NULL;
END
$$;
