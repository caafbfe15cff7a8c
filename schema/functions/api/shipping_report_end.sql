-- What WeChat said to the latest try of a report: told, refused with its errcode, or later (it is told again, for
-- about a week). One that it does not take is a case for the staff: the merchant's money stays frozen there until
-- somebody tells it.
CREATE OR REPLACE FUNCTION api.shipping_report_end(
    order_id uuid, tries bigint, state text, errcode bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    report core.shipping_reports;
    ends CONSTANT text := shipping_report_end.state;
BEGIN
    outcome := 'ok';
    UPDATE core.shipping_reports AS r
    SET errcode = shipping_report_end.errcode,
        state = CASE WHEN ends <> 'later' THEN ends WHEN r.tries > 40 THEN 'refused' ELSE 'waiting' END,
        ended_at = CASE WHEN ends <> 'later' OR r.tries > 40 THEN now() END
    WHERE r.order_id = shipping_report_end.order_id AND r.state = 'waiting' AND r.tries = shipping_report_end.tries
    RETURNING r.* INTO report;
    IF report.state IN ('told', 'refused') THEN
        PERFORM core.audit_write(
            'system', NULL, 'shipping_report_end', core.organisation_of(o.member_id), 'order', o.id,
            jsonb_build_object('shipping_report', report.state, 'errcode', report.errcode), NULL, NULL)
        FROM core.orders AS o WHERE o.id = report.order_id;
    END IF;
    IF report.state = 'refused' THEN
        PERFORM core.payment_case_write('shipping_refused', p.order_id, p.out_trade_no, '', p.amount_fen, NULL, NULL)
        FROM core.payments AS p WHERE p.id = report.payment_id;
    END IF;
END
$$;
