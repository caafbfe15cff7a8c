-- lane: slow
-- outcomes: ok
SELECT outcome, body, delivery_id, event_id, url, payload, secrets, claimed_at, is_suspect
FROM api.webhook_delivery_claim(
    lease_s => :lease_s::bigint,
    suspects => :suspects::boolean)
