-- Writes down what was done to a settlement, for the auditors of the organisation that pays it.
CREATE OR REPLACE FUNCTION core.settlement_audit(
    actor_kind text, actor_id uuid, action text, settlement core.settlements, earlier text, reason text,
    request_id uuid)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT core.audit_write(
        settlement_audit.actor_kind, settlement_audit.actor_id, settlement_audit.action, settlement.organisation_id,
        'settlement', settlement.id, jsonb_build_object(
            'merchant_id', settlement.merchant_id, 'total_fen', settlement.total_fen,
            'state', jsonb_build_array(settlement_audit.earlier, settlement.state)),
        settlement_audit.reason, settlement_audit.request_id)
$$;
