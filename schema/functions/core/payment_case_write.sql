-- Notes that somebody must look at a payment or a refund; once for each kind of trouble with it. order_id
-- NULL: none of ours, so that it goes to the staff of the uppermost organisation. out_refund_no '': it is
-- about the payment. Whether it is new.
CREATE OR REPLACE FUNCTION core.payment_case_write(
    kind text, order_id uuid, out_trade_no text, out_refund_no text, ours_fen bigint, theirs_fen bigint,
    bill_day date)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    office uuid := coalesce(
        core.organisation_of((SELECT o.member_id FROM core.orders AS o
                              WHERE o.id = payment_case_write.order_id)),
        core.root_organisation());
BEGIN
    INSERT INTO core.payment_cases (kind, organisation_id, order_id, out_trade_no, out_refund_no, ours_fen,
                                    theirs_fen, bill_day)
    VALUES (payment_case_write.kind, office, payment_case_write.order_id,
            payment_case_write.out_trade_no, payment_case_write.out_refund_no,
            payment_case_write.ours_fen, payment_case_write.theirs_fen, payment_case_write.bill_day)
    ON CONFLICT ON CONSTRAINT payment_cases_kind_out_trade_no_out_refund_no_key DO NOTHING;
    RETURN FOUND;
END
$$;
