-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.shipping_report_end(
    order_id => :order_id::uuid,
    tries => :tries::bigint,
    state => :state::text,
    errcode => :errcode::bigint)
