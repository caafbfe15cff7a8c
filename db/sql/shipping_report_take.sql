-- lane: slow
-- outcomes: ok
SELECT outcome, body, order_id, appid, payload, tries
FROM api.shipping_report_take()
