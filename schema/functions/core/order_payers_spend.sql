-- An order is paid: what vouchers and a programme bear of it is spent. The caller holds the locks of the
-- order and of all these (core.order_sources_lock).
CREATE OR REPLACE FUNCTION core.order_payers_spend(order_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    part record;
BEGIN
    PERFORM core.voucher_use(order_id);
    FOR part IN SELECT * FROM core.order_subsidy_of(order_id) LOOP
        UPDATE core.subsidy_programmes AS p
        SET reserved_fen = p.reserved_fen - part.amount_fen, spent_fen = p.spent_fen + part.amount_fen
        WHERE p.id = part.programme_id;
        PERFORM core.budget_move(part.budget_id, 'spent', order_id, 0, -part.amount_fen, part.amount_fen,
                                 NULL, NULL);
    END LOOP;
END
$$;
