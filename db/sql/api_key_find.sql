-- lane: read
-- batch: *
-- outcomes: ok, api_key_invalid, scope_missing
SELECT ord, outcome, body, api_key_id, merchant_id, is_noted, requests_per_minute
FROM api.api_key_find(hash => :hash::bytea[], needed => :needed::text[])
