-- Publishes a giveaway that somebody else has submitted: its rules are fixed, and what its shares are worth
-- is promised out of its budget. commitment, seed_sealed: made by the program just now, for one by lot.
CREATE OR REPLACE FUNCTION api.giveaway_publish(
    caller_id uuid, allowed_roles text[], resource text, giveaway_id uuid, commitment bytea,
    seed_sealed bytea, reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT p.outcome, p.body, p.replay_of
    FROM core.activity_publish(caller_id, allowed_roles, resource, giveaway_id, 'giveaway', commitment, seed_sealed,
                               reason, idempotency_key, fingerprint, request_id) AS p
$$;
