-- Tells a merchant's programs that a settlement was closed or paid.
CREATE OR REPLACE FUNCTION core.settlement_event(kind text, settlement core.settlements) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT core.event_write(settlement.merchant_id, 'live', settlement_event.kind, settlement.id, jsonb_build_object(
        'month', to_char(settlement.month, 'YYYY-MM'), 'total_fen', settlement.total_fen))
$$;
