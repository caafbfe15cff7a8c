-- The merchant does not agree with a settlement, and says why.
CREATE OR REPLACE FUNCTION api.settlement_dispute(
    caller_id uuid, allowed_roles text[], resource text, key_id uuid, key_mode text, settlement_id uuid, reason text,
    idempotency_key text, fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT * FROM core.settlement_move(
        'settlement_dispute', 'closed', 'disputed', CASE WHEN key_id IS NULL THEN 'member' ELSE 'merchant' END,
        caller_id, allowed_roles, resource, key_id, CASE key_mode WHEN 'live' THEN settlement_id END, reason, 0,
        idempotency_key, fingerprint, request_id)
$$;
