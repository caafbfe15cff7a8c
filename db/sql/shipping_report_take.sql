-- lane: slow
-- outcomes: ok
SELECT outcome, body, order_id, appid, payload
FROM api.shipping_report_take()
