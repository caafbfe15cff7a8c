-- The house's side of a journal, by the journal's kind; NULL for kinds between a member's own
-- accounts.
CREATE OR REPLACE FUNCTION core.house_account(kind text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE kind
        WHEN 'opening' THEN 'union'
        WHEN 'grant' THEN 'union'
        WHEN 'earn' THEN 'union'
        WHEN 'earn_pending' THEN 'union'
        WHEN 'earn_cancel' THEN 'union'
        WHEN 'clawback' THEN 'union'
        WHEN 'clawback_debt' THEN 'union'
        WHEN 'lottery_draw' THEN 'lottery'
        WHEN 'lottery_entry' THEN 'lottery'
        WHEN 'order_payment' THEN 'order'
        WHEN 'order_capture' THEN 'order'
        WHEN 'order_return' THEN 'order'
        WHEN 'order_refund' THEN 'order'
        WHEN 'hold_capture' THEN 'merchant'
        WHEN 'hold_refund' THEN 'merchant'
        WHEN 'expiry' THEN 'expired'
        WHEN 'merge_out' THEN 'merge'
        WHEN 'merge_in' THEN 'merge'
    END
$$;
