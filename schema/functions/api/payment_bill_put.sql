-- Keeps a day's bill and compares it with our books. lines: [[out_trade_no, out_refund_no or "", fen], …];
-- digest: SHA-1 of the file, NULL when the gateway says that nothing happened that day.
CREATE OR REPLACE FUNCTION api.payment_bill_put(
    day text, digest text, lines jsonb, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    bill core.payment_bills;
BEGIN
    outcome := 'ok';
    SELECT b.* INTO bill FROM core.payment_bills AS b
    WHERE b.day = payment_bill_put.day::date AND b.checked_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN -- another process was quicker
        RETURN;
    END IF;
    INSERT INTO core.payment_bill_lines (day, out_trade_no, out_refund_no, amount_fen)
    SELECT bill.day, l.line ->> 0, l.line ->> 1, (l.line ->> 2)::bigint
    FROM jsonb_array_elements(payment_bill_put.lines) AS l (line)
    ON CONFLICT DO NOTHING;
    UPDATE core.payment_bills AS b
    SET digest = payment_bill_put.digest, checked_at = now(), lines = told.lines,
        paid_fen = told.paid_fen, refunded_fen = told.refunded_fen
    FROM (SELECT count(*) AS lines,
              coalesce(sum(l.amount_fen) FILTER (WHERE l.out_refund_no = ''), 0) AS paid_fen,
              coalesce(sum(l.amount_fen) FILTER (WHERE l.out_refund_no <> ''), 0) AS refunded_fen
          FROM core.payment_bill_lines AS l WHERE l.day = bill.day) AS told
    WHERE b.day = bill.day;
    PERFORM core.payment_bill_compare(bill.day);
    PERFORM core.audit_write(
        'system', NULL, 'payment_bill_put', NULL, 'payment_bill', NULL,
        jsonb_build_object('day', bill.day, 'digest', payment_bill_put.digest), NULL, NULL);
END
$$;
