-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.demo_papers_put(papers => :papers::jsonb)
