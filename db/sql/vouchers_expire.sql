-- lane: write
-- outcomes: ok
SELECT outcome, body
FROM api.vouchers_expire(
    batch_size => :batch_size::bigint)
