-- A redemption as the merchant sees it: nothing of whose voucher it was.
CREATE OR REPLACE FUNCTION core.redemption_json(redemption core.redemptions) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT redemption.id, core.voucher_label(redemption.template_id) AS template,
            (SELECT row_to_json(part) FROM (SELECT s.id, s.name FROM core.stores AS s
                                            WHERE s.id = redemption.store_id) AS part) AS store,
            redemption.reference, redemption.bill_fen, redemption.value_fen,
            redemption.bill_fen - redemption.value_fen AS due_fen, redemption.created_at,
            redemption.reversed_at, redemption.reverse_reason) AS shown
$$;
