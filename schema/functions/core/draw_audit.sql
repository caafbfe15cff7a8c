-- Last step of api.lottery_draw: a row in the audit for each draw, with what it won.
CREATE OR REPLACE FUNCTION core.draw_audit(slips core.draw_slip[]) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM core.audit_write_many(
        'member', array_agg(s.member_id), 'lottery_draw', array_agg(s.organisation_id), 'draw',
        array_agg(s.draw_id), array_agg(jsonb_build_object(
            'lottery_id', s.lottery_id, 'ticket', s.ticket, 'prize_id', s.prize_id,
            'cost_points', s.cost_points)), NULL, array_agg(s.request_id))
    FROM unnest(slips) AS s
    WHERE s.draw_id IS NOT NULL
    HAVING count(*) > 0;
END
$$;
