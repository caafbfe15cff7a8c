-- The slip of an order that is only asked about.
CREATE OR REPLACE FUNCTION core.order_quote_slip(
    caller_id uuid, items jsonb, points_to_spend bigint, voucher_ids jsonb)
RETURNS core.order_slip
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    slip core.order_slip;
BEGIN
    slip.ord := 1;
    slip.order_id := core.uuid7();
    slip.member_id := caller_id;
    slip.organisation_id := core.benefits_from(caller_id);
    slip.items := items;
    slip.points_to_spend := points_to_spend;
    slip.vouchers := CASE WHEN jsonb_array_length(voucher_ids) > 0 THEN ARRAY(
        SELECT v.id::uuid FROM jsonb_array_elements_text(voucher_ids) WITH ORDINALITY AS v (id, nth)
        GROUP BY v.id ORDER BY min(v.nth)) END;
    slip.programme_fen := 0;
    slip.voucher_fen := 0;
    slip.discount_fen := 0;
    RETURN slip;
END
$$;
