-- The union answers a merchant's objection, with an adjustment or with none: the settlement waits for the merchant
-- again.
CREATE OR REPLACE FUNCTION api.settlement_resolve(
    caller_id uuid, allowed_roles text[], resource text, settlement_id uuid, adjustment_fen bigint, reason text,
    idempotency_key text, fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT * FROM core.settlement_move(
        'settlement_resolve', 'disputed', 'closed', 'admin', caller_id, allowed_roles, resource, NULL, settlement_id,
        reason, adjustment_fen, idempotency_key, fingerprint, request_id)
$$;
