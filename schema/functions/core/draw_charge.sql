-- Fourth step of api.lottery_draw: moves what the tickets moved. One update for each hot row,
-- however many drew.
CREATE OR REPLACE FUNCTION core.draw_charge(slips core.draw_slip[])
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE core.lottery_counters AS c
    SET tickets = c.tickets + drawn.tickets, participants = greatest(c.participants, drawn.participants)
    FROM (
        SELECT s.lottery_id, count(*) AS tickets, max(s.participant) AS participants
        FROM unnest(slips) AS s
        WHERE s.draw_id IS NOT NULL GROUP BY s.lottery_id
    ) AS drawn
    WHERE c.lottery_id = drawn.lottery_id;
    UPDATE core.prizes AS p SET remaining = p.remaining - won.pieces
    FROM (
        SELECT s.prize_id, count(*) AS pieces FROM unnest(slips) AS s
        WHERE s.prize_id IS NOT NULL GROUP BY s.prize_id
    ) AS won
    WHERE p.id = won.prize_id;
    PERFORM core.points_spend(array_agg(s.member_id), array_agg(s.cost_points), 'lottery_draw',
                              array_agg(s.draw_id))
    FROM unnest(slips) AS s
    WHERE s.draw_id IS NOT NULL AND s.cost_points > 0
    HAVING count(*) > 0;
END
$$;
