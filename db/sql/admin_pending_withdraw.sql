-- lane: write
-- outcomes: ok, pending_operation_not_found, pending_operation_ended
SELECT outcome, body
FROM api.admin_pending_withdraw(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    pending_operation_id => :pending_operation_id::uuid,
    request_id => :request_id::uuid)
