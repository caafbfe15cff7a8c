-- Second step of api.lottery_draw: takes the locks (wallets, then lottery counters, each
-- ascending) and refuses who may not draw. What is admitted here can be charged: nothing changes
-- under the locks. A caller without a wallet has less than nothing.
CREATE OR REPLACE FUNCTION core.draw_admit(slips core.draw_slip[])
RETURNS core.draw_slip[]
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM core.wallets_lock(ARRAY(
        SELECT s.member_id FROM unnest(slips) AS s WHERE s.outcome IS NULL));
    PERFORM FROM core.lottery_counters AS c
    WHERE c.lottery_id = ANY (ARRAY(
        SELECT s.lottery_id FROM unnest(slips) AS s WHERE s.outcome IS NULL))
    ORDER BY c.lottery_id
    FOR NO KEY UPDATE;
    RETURN ARRAY(
        SELECT ROW(s.ord, s.lottery_id, s.member_id, s.client_nonce, s.idempotency_key,
                   s.fingerprint, s.request_id, coalesce(s.outcome, CASE
                       WHEN stock.remaining = 0 THEN 'sold_out'
                       WHEN n.draws >= l.draws_per_member THEN 'draw_limit_reached'
                       WHEN n.day = core.today() AND n.day_draws >= l.draws_per_day
                           THEN 'daily_limit_reached'
                       WHEN coalesce(w.available, -1) < s.cost_points
                           THEN 'insufficient_points' END),
                   s.body, s.replay_of, s.cost_points, w.available - s.cost_points,
                   stock.remaining, NULL, NULL, NULL, NULL, s.organisation_id, s.seed,
                   NULL)::core.draw_slip
        FROM unnest(slips) AS s
        LEFT JOIN core.lotteries AS l ON l.id = s.lottery_id AND s.outcome IS NULL
        LEFT JOIN (
            SELECT p.lottery_id, sum(p.remaining) AS remaining FROM core.prizes AS p
            WHERE p.lottery_id = ANY (ARRAY(SELECT o.lottery_id FROM unnest(slips) AS o))
            GROUP BY p.lottery_id
        ) AS stock ON stock.lottery_id = l.id
        LEFT JOIN LATERAL (
            SELECT c.draws, c.day, c.day_draws FROM core.draw_counts AS c
            WHERE c.lottery_id = l.id AND c.member_id = s.member_id LIMIT 1
        ) AS n ON true
        LEFT JOIN LATERAL (
            SELECT o.available FROM core.wallets AS o
            WHERE o.member_id = s.member_id AND s.outcome IS NULL LIMIT 1
        ) AS w ON true
        ORDER BY s.ord);
END
$$;
