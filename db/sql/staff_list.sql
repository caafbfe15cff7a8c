-- lane: slow
-- outcomes: ok
SELECT outcome, body, lines FROM api.staff_list()
