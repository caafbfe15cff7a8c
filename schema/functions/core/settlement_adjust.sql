-- Adds an adjustment to a settlement under dispute, whose lock the caller holds, and closes it again.
CREATE OR REPLACE FUNCTION core.settlement_adjust(settlement core.settlements, fen bigint, reason text)
RETURNS core.settlements
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    adjusted core.settlements;
BEGIN
    IF fen <> 0 THEN
        INSERT INTO core.settlement_lines (settlement_id, line, kind, source_id, source_line, amount_fen, note, at)
        VALUES (settlement.id, settlement.lines + 1, 'adjustment', settlement.id, settlement.lines + 1, fen, reason,
                now());
    END IF;
    UPDATE core.settlements AS s
    SET state = 'closed', lines = sums.lines, adjustments_fen = sums.adjustments, total_fen = sums.total
    FROM core.settlement_sums(settlement.id) AS sums
    WHERE s.id = settlement.id RETURNING s.* INTO adjusted;
    RETURN adjusted;
END
$$;
