-- lane: write
-- outcomes: ok, merchant_staff_not_found
SELECT outcome, body
FROM api.merchant_staff_end(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    merchant_id => :merchant_id::uuid,
    staff_id => :staff_id::uuid,
    request_id => :request_id::uuid)
