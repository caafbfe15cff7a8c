-- Nothing is sent to an endpoint any more: what is on its way to it ends as a dead letter. The caller
-- holds its lock. reason: merchant or gone; NULL: it is deleted, and its secrets with it.
CREATE OR REPLACE FUNCTION core.webhook_endpoint_end(endpoint_id uuid, reason text)
RETURNS core.webhook_endpoints
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    ended core.webhook_endpoints;
BEGIN
    UPDATE core.webhook_endpoints AS e
    SET status = CASE WHEN reason IS NULL THEN 'deleted' ELSE 'disabled' END,
        disabled_reason = reason, changed_at = now()
    WHERE e.id = webhook_endpoint_end.endpoint_id
    RETURNING * INTO ended;
    UPDATE core.webhook_deliveries AS d
    SET state = 'failed', next_at = NULL, claimed_at = NULL, ended_at = now(),
        last_result = 'endpoint_off'
    WHERE d.endpoint_id = ended.id AND d.state = 'pending';
    IF reason IS NULL THEN
        DELETE FROM core.webhook_secrets AS s WHERE s.endpoint_id = ended.id;
    END IF;
    RETURN ended;
END
$$;
