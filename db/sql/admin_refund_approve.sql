-- lane: write
-- outcomes: ok, refund_not_found, refund_decided, vouchers_used, refund_limit_reached,
--   idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.admin_refund_approve(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    refund_id => :refund_id::uuid,
    restock => :restock::boolean,
    answer => :answer::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
