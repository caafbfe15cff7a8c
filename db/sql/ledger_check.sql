-- lane: slow
-- outcomes: ok
SELECT outcome, body, parts, name, violations, lines
FROM api.ledger_check(part => :part::bigint)
