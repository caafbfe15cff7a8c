-- Compares a day's bill with our books, both ways, and notes each difference. Our refunds must be in the
-- bill of the day on which they were taken or of the next one, so they are looked at when that is there.
-- A payment that the bill knows and we do not know to be paid is asked about at once.
CREATE OR REPLACE FUNCTION core.payment_bill_compare(bill_day date) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.payment_case_write(d.kind, d.order_id, d.out_trade_no, d.out_refund_no, d.ours_fen,
                                    d.theirs_fen, payment_bill_compare.bill_day)
    FROM (
        SELECT CASE WHEN p.id IS NULL THEN 'payment_unknown' WHEN p.status <> 'success'
                    THEN 'payment_unsettled' ELSE 'payment_differs' END AS kind,
            p.order_id, l.out_trade_no, '' AS out_refund_no, p.amount_fen AS ours_fen,
            l.amount_fen AS theirs_fen
        FROM core.payment_bill_lines AS l LEFT JOIN core.payments AS p ON p.out_trade_no = l.out_trade_no
        WHERE l.day = payment_bill_compare.bill_day AND l.out_refund_no = ''
            AND (p.id IS NULL OR p.status <> 'success' OR p.amount_fen <> l.amount_fen)
        UNION ALL
        SELECT CASE WHEN r.id IS NULL THEN 'refund_unknown' ELSE 'refund_differs' END, p.order_id,
            l.out_trade_no, l.out_refund_no, r.amount_fen, l.amount_fen
        FROM core.payment_bill_lines AS l
        LEFT JOIN core.payments AS p ON p.out_trade_no = l.out_trade_no
        LEFT JOIN core.payment_refunds AS r ON r.out_refund_no = l.out_refund_no
        WHERE l.day = payment_bill_compare.bill_day AND l.out_refund_no <> ''
            AND (r.id IS NULL OR r.amount_fen <> l.amount_fen)
        UNION ALL
        SELECT 'payment_missing', p.order_id, p.out_trade_no, '', p.amount_fen, NULL
        FROM core.payments AS p
        WHERE p.status = 'success' AND (p.paid_at AT TIME ZONE 'Asia/Shanghai')::date
                = payment_bill_compare.bill_day
            AND NOT EXISTS (SELECT FROM core.payment_bill_lines AS l
                            WHERE l.out_trade_no = p.out_trade_no AND l.out_refund_no = '')
        UNION ALL
        SELECT 'refund_missing', p.order_id, p.out_trade_no, r.out_refund_no, r.amount_fen, NULL
        FROM core.payment_refunds AS r JOIN core.payments AS p ON p.id = r.payment_id
        WHERE r.status IN ('processing', 'success')
            AND (r.accepted_at AT TIME ZONE 'Asia/Shanghai')::date = payment_bill_compare.bill_day - 1
            AND NOT EXISTS (SELECT FROM core.payment_bill_lines AS l
                            WHERE l.out_refund_no = r.out_refund_no)
    ) AS d;
    PERFORM core.gateway_task_put(p.id, 'payment', interval '0')
    FROM core.payment_bill_lines AS l JOIN core.payments AS p ON p.out_trade_no = l.out_trade_no
    WHERE l.day = payment_bill_compare.bill_day AND l.out_refund_no = '' AND p.status <> 'success';
END
$$;
