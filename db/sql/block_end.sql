-- lane: write
-- outcomes: ok, block_not_found, block_over
SELECT outcome, body
FROM api.block_end(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    block_id => :block_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
