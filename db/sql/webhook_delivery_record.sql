-- lane: slow
-- outcomes: ok
SELECT outcome, body, state
FROM api.webhook_delivery_record(
    delivery_id => :delivery_id::uuid,
    claimed_at => :claimed_at::timestamptz,
    result => :result::text,
    status => :status::bigint,
    duration_ms => :duration_ms::bigint,
    retry_after_s => :retry_after_s::bigint)
