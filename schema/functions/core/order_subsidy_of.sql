-- The programme that bears a part of an order, and how much; no row: none does. Its row is locked.
CREATE OR REPLACE FUNCTION core.order_subsidy_of(
    order_id uuid, OUT programme_id uuid, OUT budget_id uuid, OUT is_closed boolean, OUT amount_fen bigint)
RETURNS SETOF record
LANGUAGE plpgsql VOLATILE ROWS 1
AS $$
BEGIN
    SELECT r.source_id, sum(r.amount_fen) INTO programme_id, amount_fen
    FROM core.order_reductions AS r
    WHERE r.order_id = order_subsidy_of.order_id AND r.payer = 'subsidy' GROUP BY r.source_id;
    IF FOUND THEN
        SELECT p.budget_id, p.closed_at IS NOT NULL INTO STRICT budget_id, is_closed
        FROM core.subsidy_programmes AS p WHERE p.id = programme_id FOR NO KEY UPDATE;
        RETURN NEXT;
    END IF;
END
$$;
