-- Notes that a confirmed settlement was paid, with the bank's reference.
CREATE OR REPLACE FUNCTION api.settlement_pay(
    caller_id uuid, allowed_roles text[], resource text, settlement_id uuid, bank_reference text,
    idempotency_key text, fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT * FROM core.settlement_move(
        'settlement_pay', 'confirmed', 'paid', 'admin', caller_id, allowed_roles, resource, NULL, settlement_id,
        bank_reference, 0, idempotency_key, fingerprint, request_id)
$$;
