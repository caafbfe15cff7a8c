-- lane: slow
-- outcomes: ok
SELECT outcome, body, people
FROM api.demo_papers_list(batch_size => :batch_size::bigint)
