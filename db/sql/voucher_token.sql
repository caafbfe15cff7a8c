-- lane: write
-- outcomes: ok, voucher_not_found, membership_required, voucher_not_usable
SELECT outcome, body
FROM api.voucher_token(
    caller_id => :caller_id::uuid,
    voucher_id => :voucher_id::uuid,
    token_hash => :token_hash::bytea,
    request_id => :request_id::uuid)
