-- lane: read
-- outcomes: ok, application_not_found
SELECT outcome, body
FROM api.merchant_application_get(
    caller_id => :caller_id::uuid,
    application_id => :application_id::uuid)
