-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.consent_text_list(purpose => :purpose::text)
