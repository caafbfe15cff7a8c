-- lane: write
-- outcomes: ok, validation_failed
SELECT outcome, body
FROM api.consent_text_publish(
    purpose => :purpose::text,
    title => :title::text,
    text => :text::text,
    effective_at => :effective_at::timestamptz,
    request_id => :request_id::uuid)
