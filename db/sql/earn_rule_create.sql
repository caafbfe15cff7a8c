-- lane: write
-- outcomes: ok, organisation_not_found, budget_not_found, merchant_not_found, earn_rule_misfit,
--     idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.earn_rule_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    kind => :kind::text,
    organisation_id => :organisation_id::uuid,
    title => :title::text,
    description => :description::text,
    points => :points::bigint,
    budget_id => :budget_id::uuid,
    lot_days => :lot_days::bigint,
    lots_expire_at => :lots_expire_at::timestamptz,
    pending_days => :pending_days::bigint,
    caps => :caps::jsonb,
    opens_at => :opens_at::timestamptz,
    closes_at => :closes_at::timestamptz,
    merchant_id => :merchant_id::uuid,
    quiz => :quiz::jsonb,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
