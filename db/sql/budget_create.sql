-- lane: write
-- outcomes: ok, organisation_not_found, budget_name_taken,
--   idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.budget_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    year => :year::bigint,
    name => :name::text,
    subject => :subject::text,
    fund_source => :fund_source::text,
    unit => :unit::text,
    total => :total::bigint,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
