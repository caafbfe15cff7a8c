-- Remembers whether an endpoint has just taken a delivery.
CREATE OR REPLACE FUNCTION core.webhook_health_note(endpoint_id uuid, succeeded boolean) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO core.webhook_health AS h (endpoint_id, failures, failing_since, last_success_at)
    VALUES (webhook_health_note.endpoint_id, CASE WHEN succeeded THEN 0 ELSE 1 END,
            CASE WHEN NOT succeeded THEN now() END, CASE WHEN succeeded THEN now() END)
    ON CONFLICT ON CONSTRAINT webhook_health_pkey DO UPDATE
    SET failures = CASE WHEN succeeded THEN 0 ELSE h.failures + 1 END,
        failing_since = CASE WHEN NOT succeeded THEN coalesce(h.failing_since, now()) END,
        last_success_at = coalesce(excluded.last_success_at, h.last_success_at);
END
$$;
