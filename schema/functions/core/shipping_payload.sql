-- What WeChat is told (POST /wxa/sec/order/upload_shipping_info): JSON with the payer's openid, for nobody else.
-- NULL when the payer's sign-in with WeChat is gone. The phone number is masked, as WeChat wants it; only some
-- carriers need it.
CREATE OR REPLACE FUNCTION core.shipping_payload(report core.shipping_reports) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT json_strip_nulls(json_build_object(
        'order_key', json_build_object('order_number_type', 2, 'transaction_id', p.transaction_id),
        'logistics_type', report.logistics,
        'delivery_mode', 1,
        'shipping_list', json_build_array(json_build_object(
            'tracking_no', s.tracking_no,
            'express_company', CASE WHEN s.order_id IS NOT NULL THEN core.carrier_code(s.carrier) END,
            'item_desc', left(p.description, 120),
            'contact', CASE WHEN s.order_id IS NOT NULL
                            THEN json_build_object('receiver_contact', o.phone_masked) END)),
        'upload_time', to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"'),
        'payer', json_build_object('openid', i.openid)))::text
    FROM core.payments AS p
    JOIN core.orders AS o ON o.id = p.order_id
    JOIN core.identities AS i ON i.id = p.identity_id
    LEFT JOIN core.order_shipments AS s ON s.order_id = o.id AND report.logistics = 1
    WHERE p.id = report.payment_id
$$;
