-- lane: read
-- outcomes: ok, voucher_not_found
SELECT outcome, body
FROM api.me_voucher_get(
    caller_id => :caller_id::uuid,
    voucher_id => :voucher_id::uuid)
