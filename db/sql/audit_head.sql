-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.audit_head()
