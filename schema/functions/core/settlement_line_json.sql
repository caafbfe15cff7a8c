-- A line of a settlement as answers show it.
CREATE OR REPLACE FUNCTION core.settlement_line_json(line core.settlement_lines) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT line.line, line.kind, core.settlement_reference(line) AS reference, line.source_id, line.member_fen,
            line.points_fen, line.subsidy_fen, line.voucher_fen, line.amount_fen, line.note, line.at) AS shown
$$;
