-- lane: write
-- outcomes: ok, member_unknown, organisation_not_found, organisation_not_suitable, application_pending,
--  merchant_taken, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.merchant_apply(
    caller_id => :caller_id::uuid,
    organisation_id => :organisation_id::uuid,
    name => :name::text,
    kind => :kind::text,
    credit_code => :credit_code::text,
    district_code => :district_code::text,
    address => :address::text,
    lng => :lng::double precision,
    lat => :lat::double precision,
    introduction => :introduction::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
