-- Tells a merchant's programs that a voucher was redeemed at the merchant's, or that this was taken back.
CREATE OR REPLACE FUNCTION core.redemption_event(kind text, redemption core.redemptions) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT core.event_write(
        redemption.merchant_id, redemption.mode, redemption_event.kind, redemption.id, jsonb_build_object(
            'voucher_id', redemption.voucher_id, 'template_id', redemption.template_id,
            'store_id', redemption.store_id, 'reference', redemption.reference, 'value_fen', redemption.value_fen))
$$;
