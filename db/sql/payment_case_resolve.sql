-- lane: write
-- outcomes: ok, payment_case_not_found, payment_case_resolved
SELECT outcome, body
FROM api.payment_case_resolve(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    case_id => :case_id::uuid,
    note => :note::text,
    request_id => :request_id::uuid)
