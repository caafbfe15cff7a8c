-- lane: write
-- outcomes: ok, merchant_not_found, store_not_found, member_not_found, merchant_staff_misfit,
--  merchant_staff_exists, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.merchant_staff_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    merchant_id => :merchant_id::uuid,
    member_no => :member_no::text,
    role => :role::text,
    store_id => :store_id::uuid,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
