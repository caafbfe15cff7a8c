-- lane: write
-- outcomes: ok, voucher_not_found, voucher_not_usable
SELECT outcome, body
FROM api.merchant_test_voucher_token(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    voucher_id => :voucher_id::uuid,
    token_hash => :token_hash::bytea,
    request_id => :request_id::uuid)
