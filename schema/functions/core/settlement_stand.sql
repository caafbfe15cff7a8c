-- Puts a settlement, whose lock the caller holds, into another state: confirmed, disputed (note: why) or paid (by
-- by_id; note: the bank's reference).
CREATE OR REPLACE FUNCTION core.settlement_stand(settlement core.settlements, state text, by_id uuid, note text)
RETURNS core.settlements
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    stood core.settlements;
BEGIN
    UPDATE core.settlements AS s
    SET state = settlement_stand.state,
        confirmed_at = CASE settlement_stand.state WHEN 'confirmed' THEN now() ELSE s.confirmed_at END,
        disputed_at = CASE settlement_stand.state WHEN 'disputed' THEN now() ELSE s.disputed_at END,
        dispute_reason = CASE settlement_stand.state WHEN 'disputed' THEN note ELSE s.dispute_reason END,
        paid_at = CASE settlement_stand.state WHEN 'paid' THEN now() END,
        paid_by = CASE settlement_stand.state WHEN 'paid' THEN by_id END,
        bank_reference = CASE settlement_stand.state WHEN 'paid' THEN note END
    WHERE s.id = settlement.id RETURNING s.* INTO STRICT stood;
    IF stood.state = 'paid' THEN
        PERFORM core.settlement_event('settlement.paid', stood);
    END IF;
    RETURN stood;
END
$$;
