-- Closes a merchant's month: one line for each source that no settlement has, and the fee. NULL when it is closed
-- already. Two at once are one after the other.
CREATE OR REPLACE FUNCTION core.settlement_close(merchant_id uuid, month date, admin_id uuid)
RETURNS core.settlements
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    made core.settlements;
    until CONSTANT timestamptz := (month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai';
    fee_bp CONSTANT bigint := coalesce((SELECT t.fee_bp FROM core.settlement_terms AS t
                                        WHERE t.merchant_id = settlement_close.merchant_id), 0);
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('settlement ' || merchant_id, 0));
    made.id := core.uuid7();
    INSERT INTO core.settlements AS s (id, merchant_id, organisation_id, month, lines, redemptions_fen, orders_fen,
        refunds_fen, reversals_fen, fee_fen, total_fen, closed_by)
    SELECT made.id, m.id, m.organisation_id, settlement_close.month, 0, 0, 0, 0, 0, 0, 0, admin_id
    FROM core.merchants AS m WHERE m.id = settlement_close.merchant_id
    ON CONFLICT ON CONSTRAINT settlements_merchant_id_month_key DO NOTHING;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO core.settlement_lines (settlement_id, line, kind, source_id, source_line, member_fen, points_fen,
        subsidy_fen, voucher_fen, amount_fen, at)
    SELECT made.id, row_number() OVER (ORDER BY s.at, s.kind, s.source_id, s.source_line), s.kind, s.source_id,
        s.source_line, s.member_fen, s.points_fen, s.subsidy_fen, s.voucher_fen,
        s.member_fen + s.points_fen + s.subsidy_fen + s.voucher_fen, s.at
    FROM core.settlement_sources(settlement_close.merchant_id, until) AS s;
    INSERT INTO core.settlement_lines (settlement_id, line, kind, source_id, amount_fen, at)
    SELECT made.id, count(*) + 1, 'fee', made.id, -round(sum(l.amount_fen) * fee_bp / 10000.0)::bigint, now()
    FROM core.settlement_lines AS l WHERE l.settlement_id = made.id
    HAVING round(sum(l.amount_fen) * fee_bp / 10000.0) <> 0;
    UPDATE core.settlements AS s
    SET lines = sums.lines, redemptions_fen = sums.redemptions, orders_fen = sums.orders,
        refunds_fen = sums.refunds, reversals_fen = sums.reversals, fee_fen = sums.fee, total_fen = sums.total
    FROM core.settlement_sums(made.id) AS sums WHERE s.id = made.id RETURNING s.* INTO made;
    PERFORM core.settlement_event('settlement.closed', made);
    RETURN made;
END
$$;
