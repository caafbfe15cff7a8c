-- What using a voucher for a purchase of bill_fen would come to: value_fen is what the union pays the merchant
-- for it and the customer does not. refusal NULL: it may be. The caller has locked the voucher.
CREATE OR REPLACE FUNCTION core.redemption_plan(
    voucher core.vouchers, bill_fen bigint, OUT refusal text, OUT value_fen bigint)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    template core.voucher_templates;
BEGIN
    SELECT t.* INTO template FROM core.voucher_templates AS t WHERE t.id = voucher.template_id;
    refusal := CASE
        WHEN voucher.id IS NULL THEN 'voucher_code_invalid'
        WHEN num_nonnulls(template.category, template.zone) > 0 AND template.kind <> 'exchange'
            THEN 'voucher_for_orders'
        WHEN template.kind <> 'exchange' AND bill_fen IS NULL THEN 'bill_required'
        WHEN bill_fen < voucher.threshold_fen THEN 'threshold_not_reached' END;
    value_fen := CASE template.kind
        WHEN 'exchange' THEN voucher.amount_fen
        WHEN 'discount' THEN least(voucher.amount_fen, core.voucher_left(voucher), bill_fen)
        ELSE least(core.voucher_left(voucher), bill_fen) END;
END
$$;
