-- A new secret for an endpoint; the others are good for some hours more, or until they end anyway.
-- False when there are five at once already. The caller holds the endpoint's lock.
CREATE OR REPLACE FUNCTION core.webhook_secret_add(
    endpoint_id uuid, secret_id uuid, secret_sealed bytea, overlap_hours bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    ends_at CONSTANT timestamptz := now() + make_interval(hours => overlap_hours::integer);
BEGIN
    DELETE FROM core.webhook_secrets AS s
    WHERE s.endpoint_id = webhook_secret_add.endpoint_id
        AND (s.expires_at <= now() OR overlap_hours = 0);
    IF (SELECT count(*) >= 5 FROM core.webhook_secrets AS s
        WHERE s.endpoint_id = webhook_secret_add.endpoint_id) THEN
        RETURN false;
    END IF;
    UPDATE core.webhook_secrets AS s SET expires_at = ends_at
    WHERE s.endpoint_id = webhook_secret_add.endpoint_id AND coalesce(s.expires_at > ends_at, true);
    INSERT INTO core.webhook_secrets (id, endpoint_id, secret_sealed)
    VALUES (secret_id, webhook_secret_add.endpoint_id, webhook_secret_add.secret_sealed);
    RETURN true;
END
$$;
