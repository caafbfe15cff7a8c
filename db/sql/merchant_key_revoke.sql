-- lane: write
-- outcomes: ok, api_key_not_found
SELECT outcome, body
FROM api.merchant_key_revoke(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    merchant_id => :merchant_id::uuid,
    api_key_id => :api_key_id::uuid,
    request_id => :request_id::uuid)
