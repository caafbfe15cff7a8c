-- The delivery that comes next, for one process alone until lease_s have passed: where it goes, what is
-- said (payload), and what it is signed with (secrets: "id:\x…" for each, blanks between them; the newest
-- first). delivery_id NULL: nothing is due. See core.webhook_endpoint_next for whose turn it is.
CREATE OR REPLACE FUNCTION api.webhook_delivery_claim(
    lease_s bigint, suspects boolean, OUT outcome text, OUT body json, OUT delivery_id uuid,
    OUT event_id uuid, OUT url text, OUT payload text, OUT secrets text, OUT claimed_at timestamptz,
    OUT is_suspect boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    chosen uuid;
BEGIN
    outcome := 'ok';
    SELECT n.endpoint_id, n.url, n.is_suspect INTO chosen, url, is_suspect
    FROM core.webhook_endpoint_next(suspects) AS n;
    UPDATE core.webhook_deliveries AS d
    SET claimed_at = clock_timestamp(), next_at = now() + make_interval(secs => lease_s)
    WHERE d.id = (SELECT i.id FROM core.webhook_deliveries AS i
                  WHERE i.endpoint_id = chosen AND i.state = 'pending' AND i.next_at <= now()
                  ORDER BY i.next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING d.id, d.event_id, d.claimed_at INTO delivery_id, event_id, claimed_at;
    IF delivery_id IS NOT NULL THEN
        SELECT core.event_json(v)::text INTO payload
        FROM core.events AS v WHERE v.id = webhook_delivery_claim.event_id;
        SELECT string_agg(s.id || ':' || s.secret_sealed, ' ' ORDER BY s.id DESC) INTO secrets
        FROM core.webhook_secrets AS s
        WHERE s.endpoint_id = chosen AND (s.expires_at IS NULL OR s.expires_at > now());
    END IF;
END
$$;
