-- A settlement as answers show it.
CREATE OR REPLACE FUNCTION core.settlement_json(settlement core.settlements) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT settlement.id,
            (SELECT row_to_json(part) FROM (SELECT m.id, m.name FROM core.merchants AS m
                                            WHERE m.id = settlement.merchant_id) AS part) AS merchant,
            to_char(settlement.month, 'YYYY-MM') AS month, settlement.state, settlement.lines,
            settlement.redemptions_fen, settlement.reversals_fen, settlement.orders_fen, settlement.refunds_fen,
            settlement.fee_fen, settlement.adjustments_fen, settlement.total_fen, settlement.closed_at,
            settlement.confirmed_at, settlement.disputed_at, settlement.dispute_reason, settlement.paid_at,
            settlement.bank_reference) AS shown
$$;
