-- lane: write
-- outcomes: ok
SELECT outcome, body
FROM api.api_key_note(api_key_id => :api_key_id::uuid)
