-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.merchant_key_get(caller_id => :caller_id::uuid, key_id => :key_id::uuid)
