-- lane: write
-- outcomes: ok, test_key_required, voucher_rules_misfit
SELECT outcome, body
FROM api.merchant_test_voucher_create(
    caller_id => :caller_id::uuid,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    kind => :kind::text,
    threshold_fen => :threshold_fen::bigint,
    amount_fen => :amount_fen::bigint,
    uses => :uses::bigint,
    request_id => :request_id::uuid)
