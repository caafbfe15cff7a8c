-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.audit_seal(batch_size => :batch_size::bigint)
