-- Fifth step of api.lottery_draw: writes the draws and the members' counts, and the bodies of the
-- answers.
CREATE OR REPLACE FUNCTION core.draw_record(slips core.draw_slip[])
RETURNS core.draw_slip[]
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.draw_counts AS c
        (lottery_id, member_id, draws, participant, blanks, day, day_draws)
    SELECT s.lottery_id, s.member_id, 1, s.participant, CASE WHEN s.prize_id IS NULL THEN 1 ELSE 0 END,
        core.today(), 1
    FROM unnest(slips) AS s WHERE s.draw_id IS NOT NULL
    ON CONFLICT (lottery_id, member_id) DO UPDATE
    SET draws = c.draws + 1, day = excluded.day,
        blanks = CASE WHEN excluded.blanks = 0 THEN 0 ELSE c.blanks + 1 END,
        day_draws = CASE WHEN c.day = excluded.day THEN c.day_draws + 1 ELSE 1 END;
    INSERT INTO core.draws (id, lottery_id, ticket, member_id, client_nonce, number, prize_id,
                            cost_points, idempotency_key)
    SELECT s.draw_id, s.lottery_id, s.ticket, s.member_id, s.client_nonce, s.number, s.prize_id,
        s.cost_points, s.idempotency_key
    FROM unnest(slips) AS s WHERE s.draw_id IS NOT NULL;
    RETURN ARRAY(SELECT ROW(
        s.ord, s.lottery_id, s.member_id, s.client_nonce, s.idempotency_key, s.fingerprint,
        s.request_id, s.outcome, CASE WHEN s.draw_id IS NULL THEN s.body ELSE (
            SELECT row_to_json(answer)
            FROM (SELECT s.draw_id AS id, s.lottery_id, s.ticket,
                      (SELECT row_to_json(prize)
                       FROM (SELECT p.id, p.name, p.value_fen) AS prize
                       WHERE p.id IS NOT NULL) AS prize,
                      s.cost_points, s.balance, now() AS created_at) AS answer) END,
        s.replay_of, s.cost_points, s.balance, s.prizes_left, s.draw_id, s.ticket, s.number,
        s.prize_id, s.organisation_id, NULL, s.participant)::core.draw_slip
    FROM unnest(slips) AS s
    LEFT JOIN core.prizes AS p ON p.id = s.prize_id
    ORDER BY s.ord);
END
$$;
