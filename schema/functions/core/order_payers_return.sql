-- An order has come to nothing: its vouchers are usable again, and its programme has back what it reserved
-- or, when the order was paid, spent. What returns to a programme that is closed goes to its budget. The
-- caller holds the locks of the order and of all these (core.order_sources_lock).
CREATE OR REPLACE FUNCTION core.order_payers_return(order_id uuid, was_paid boolean) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    part record;
BEGIN
    PERFORM core.voucher_unlock(order_id);
    FOR part IN SELECT * FROM core.order_subsidy_of(order_id) LOOP
        UPDATE core.subsidy_programmes AS p
        SET reserved_fen = p.reserved_fen - CASE WHEN was_paid THEN 0 ELSE part.amount_fen END,
            spent_fen = p.spent_fen - CASE WHEN was_paid THEN part.amount_fen ELSE 0 END
        WHERE p.id = part.programme_id;
        PERFORM core.subsidy_budget_return(part.budget_id, part.is_closed, was_paid, order_id,
                                           part.amount_fen);
    END LOOP;
END
$$;
