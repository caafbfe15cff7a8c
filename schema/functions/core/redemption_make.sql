-- Redeems a voucher that the caller has locked, at a till; lock_id: it was kept for the till before. refusal
-- NULL: it is done. Codes that were shown for the voucher are good no longer.
CREATE OR REPLACE FUNCTION core.redemption_make(
    voucher core.vouchers, till core.till, bill_fen bigint, reference text, lock_id uuid,
    OUT refusal text, OUT redemption core.redemptions)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    worth bigint;
BEGIN
    SELECT p.refusal, p.value_fen INTO refusal, worth FROM core.redemption_plan(voucher, bill_fen) AS p;
    refusal := coalesce(refusal, CASE
        WHEN EXISTS (SELECT FROM core.redemptions AS r WHERE r.merchant_id = till.merchant_id
                         AND r.mode = till.mode AND r.reference = redemption_make.reference) THEN 'reference_taken'
        WHEN NOT core.redemption_count(voucher.template_id, till) THEN 'daily_limit_reached' END);
    IF refusal IS NOT NULL THEN
        RETURN;
    END IF;
    INSERT INTO core.redemptions AS r (voucher_id, template_id, merchant_id, store_id, api_key_id, staff_id,
        lock_id, bill_fen, value_fen, reference, mode)
    SELECT voucher.id, t.id, till.merchant_id, till.store_id, till.api_key_id, till.staff_id,
        redemption_make.lock_id, CASE WHEN t.kind <> 'exchange' THEN redemption_make.bill_fen END, worth,
        redemption_make.reference, till.mode
    FROM core.voucher_templates AS t WHERE t.id = voucher.template_id
    RETURNING r.* INTO redemption;
    PERFORM core.voucher_take(voucher.id, worth, redemption.id);
    DELETE FROM core.voucher_tokens AS k WHERE k.voucher_id = voucher.id;
    PERFORM core.redemption_event('voucher.redeemed', redemption);
END
$$;
