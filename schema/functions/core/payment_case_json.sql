-- A difference with the gateway as the staff see it.
CREATE OR REPLACE FUNCTION core.payment_case_json(found core.payment_cases) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(answer) FROM (
        SELECT found.id, found.kind,
            CASE WHEN found.resolved_at IS NULL THEN 'open' ELSE 'resolved' END AS status,
            (SELECT core.organisation_label(g) FROM core.organisations AS g
             WHERE g.id = found.organisation_id) AS organisation, found.order_id,
            found.out_trade_no, nullif(found.out_refund_no, '') AS out_refund_no, found.bill_day,
            found.ours_fen, found.theirs_fen, found.found_at, found.resolved_at,
            (SELECT a.login FROM core.admins AS a WHERE a.id = found.resolved_by) AS resolved_by,
            found.note) AS answer
$$;
