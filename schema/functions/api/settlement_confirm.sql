-- The merchant agrees with a settlement, which can be paid then.
CREATE OR REPLACE FUNCTION api.settlement_confirm(
    caller_id uuid, allowed_roles text[], resource text, key_id uuid, key_mode text, settlement_id uuid,
    idempotency_key text, fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT * FROM core.settlement_move(
        'settlement_confirm', 'closed', 'confirmed', CASE WHEN key_id IS NULL THEN 'member' ELSE 'merchant' END,
        caller_id, allowed_roles, resource, key_id, CASE key_mode WHEN 'live' THEN settlement_id END, NULL, 0,
        idempotency_key, fingerprint, request_id)
$$;
