-- lane: slow
-- outcomes: ok
SELECT outcome, body, names
FROM api.sealed_list()
