-- Sixth step of api.order_create: what others bear of the new orders is written down and promised: vouchers
-- are locked, programmes reserve their part. An order that is paid already uses them up at once.
CREATE OR REPLACE FUNCTION core.order_reduced(slips core.order_slip[], reductions core.order_reductions[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    made uuid[] := ARRAY(SELECT s.order_id FROM unnest(slips) AS s WHERE s.status IS NOT NULL);
    paid uuid[] := ARRAY(SELECT s.order_id FROM unnest(slips) AS s WHERE s.status = 'paid');
    borne core.order_reductions[] := ARRAY(SELECT r FROM unnest(reductions) AS r
                                           WHERE r.order_id = ANY (made));
    refusal text;
BEGIN
    INSERT INTO core.order_reductions (order_id, line, payer, source_id, amount_fen)
    SELECT b.order_id, b.line, b.payer, b.source_id, b.amount_fen FROM unnest(borne) AS b;
    SELECT l.refusal INTO refusal
    FROM unnest(slips) AS s
    CROSS JOIN LATERAL core.voucher_lock(s.member_id, s.vouchers, s.order_id) AS l (refusal)
    WHERE s.status IS NOT NULL AND s.vouchers IS NOT NULL
    ORDER BY l.refusal LIMIT 1;
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION 'a voucher that was usable is not: %', refusal;
    END IF;
    UPDATE core.subsidy_programmes AS p SET reserved_fen = p.reserved_fen + own.fen
    FROM (SELECT b.source_id, sum(b.amount_fen) AS fen FROM unnest(borne) AS b
          WHERE b.payer = 'subsidy' GROUP BY b.source_id) AS own
    WHERE p.id = own.source_id;
    IF cardinality(paid) > 0 THEN
        PERFORM core.order_sources_lock(paid);
        PERFORM core.order_payers_spend(o.id) FROM unnest(paid) AS o (id);
    END IF;
END
$$;
