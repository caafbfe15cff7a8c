-- What WeChat is told (POST /wxa/sec/order/upload_shipping_info): JSON with the payer's openid, for nobody else.
-- NULL when the payer's sign-in with WeChat is gone. The phone number is masked, as WeChat wants it; only some
-- carriers need it. delivery_mode 2: in several parcels, which have all left.
CREATE OR REPLACE FUNCTION core.shipping_payload(report core.shipping_reports) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT json_strip_nulls(json_build_object(
        'order_key', json_build_object('order_number_type', 2, 'transaction_id', p.transaction_id),
        'logistics_type', report.logistics,
        'delivery_mode', CASE WHEN sent.count > 1 THEN 2 ELSE 1 END,
        'is_all_delivered', CASE WHEN sent.count > 1 THEN true END,
        'shipping_list', coalesce(sent.list, json_build_array(json_build_object(
            'item_desc', left(p.description, 120)))),
        'upload_time', to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"'),
        'payer', json_build_object('openid', i.openid)))::text
    FROM core.payments AS p
    JOIN core.orders AS o ON o.id = p.order_id
    JOIN core.identities AS i ON i.id = p.identity_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS count, json_agg(json_build_object(
                'tracking_no', q.tracking_no,
                'express_company', core.carrier_code(q.carrier),
                'item_desc', core.parcel_description(q),
                'contact', json_build_object('receiver_contact', o.phone_masked)) ORDER BY q.parcel) AS list
        FROM core.parcels_of(o.id) AS q WHERE report.logistics = 1) AS sent
    WHERE p.id = report.payment_id
$$;
