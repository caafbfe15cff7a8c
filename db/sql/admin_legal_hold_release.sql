-- lane: write
-- outcomes: ok, legal_hold_not_found
SELECT outcome, body
FROM api.admin_legal_hold_release(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    legal_hold_id => :legal_hold_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
