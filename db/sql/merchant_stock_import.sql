-- lane: write
-- outcomes: ok, stock_sheet_invalid, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of, wrong
FROM api.merchant_stock_import(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    rows => :rows::jsonb,
    reason => :reason::text,
    dry_run => :dry_run::boolean,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
