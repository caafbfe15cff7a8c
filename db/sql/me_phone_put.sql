-- lane: write
-- outcomes: ok, account_suspended, account_closed
SELECT outcome, body
FROM api.me_phone_put(
    caller_id => :caller_id::uuid,
    phone_masked => :phone_masked::text,
    phone_sealed => :phone_sealed::bytea,
    phone_index => :phone_index::bytea,
    request_id => :request_id::uuid)
