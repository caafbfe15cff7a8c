-- lane: write
-- outcomes: ok, organisation_not_found, budget_not_found, merchant_not_found, category_unknown,
--   activity_times_reversed, budget_exceeded, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.subsidy_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    budget_id => :budget_id::uuid,
    title => :title::text,
    percent => :percent::bigint,
    threshold_fen => :threshold_fen::bigint,
    order_cap_fen => :order_cap_fen::bigint,
    member_cap_fen => :member_cap_fen::bigint,
    merchant_id => :merchant_id::uuid,
    zone => :zone::text,
    category => :category::text,
    total_fen => :total_fen::bigint,
    opens_at => :opens_at::timestamptz,
    closes_at => :closes_at::timestamptz,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
