-- lane: write
-- outcomes: ok
SELECT outcome, body
FROM api.voucher_issues_run(
    batch_size => :batch_size::bigint)
