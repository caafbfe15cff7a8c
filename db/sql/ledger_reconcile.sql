-- lane: slow
-- outcomes: ok
SELECT outcome, body, rules, differences, wallets_checked, round_age_s
FROM api.ledger_reconcile(batch_size => :batch_size::bigint)
