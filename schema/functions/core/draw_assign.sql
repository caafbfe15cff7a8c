-- Third step of api.lottery_draw: tickets in the order of the requests, and what they win. Of the
-- tickets that hit a prize, the first get what is left of it; the others win nothing. When the last
-- prize of the lottery is gone, the requests after it are sold_out and take no ticket, so that the
-- numbers have no gaps. Every slip comes back with an outcome. The caller holds the lotteries'
-- counters. Windows instead of a loop: slips that are out of the running stand in partitions of
-- their own (is_in false) and come through unchanged.
CREATE OR REPLACE FUNCTION core.draw_assign(slips core.draw_slip[])
RETURNS core.draw_slip[]
LANGUAGE plpgsql
AS $$
BEGIN
    RETURN ARRAY(
        WITH ticketed AS (
            SELECT s AS slip, s.ord, s.lottery_id, s.outcome IS NULL AS is_in, c.tickets
                + row_number() OVER (PARTITION BY s.lottery_id, s.outcome IS NULL ORDER BY s.ord)
                AS ticket
            FROM unnest(slips) AS s
            LEFT JOIN core.lottery_counters AS c ON c.lottery_id = s.lottery_id
        ), numbered AS MATERIALIZED (
            SELECT t.*, CASE WHEN t.is_in THEN core.draw_number(
                l.seed, l.id::text, (t.slip).client_nonce, t.ticket, l.total_weight)::bigint
                END AS number
            FROM ticketed AS t
            LEFT JOIN core.lotteries AS l ON l.id = t.lottery_id
        ), stocked AS (
            SELECT n.*, p.id AS prize_id, p.id IS NOT NULL AND p.remaining
                >= row_number() OVER (PARTITION BY p.id ORDER BY n.ord) AS is_won
            FROM numbered AS n
            LEFT JOIN core.prizes AS p ON p.lottery_id = n.lottery_id
                AND n.number >= p.first_number AND n.number < p.first_number + p.weight
        ), served AS (
            SELECT w.*, w.is_in AND coalesce(count(*) FILTER (WHERE w.is_won) OVER earlier, 0)
                < (w.slip).prizes_left AS is_served
            FROM stocked AS w
            WINDOW earlier AS (PARTITION BY w.lottery_id, w.is_in ORDER BY w.ord
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        )
        SELECT ROW(
            (v.slip).ord, (v.slip).lottery_id, (v.slip).member_id, (v.slip).client_nonce,
            (v.slip).idempotency_key, (v.slip).fingerprint, (v.slip).request_id,
            CASE WHEN v.is_served THEN 'ok' WHEN v.is_in THEN 'sold_out'
                 ELSE (v.slip).outcome END,
            (v.slip).body, (v.slip).replay_of, (v.slip).cost_points, (v.slip).balance,
            (v.slip).prizes_left,
            CASE WHEN v.is_served THEN core.uuid7() END,
            CASE WHEN v.is_served THEN v.ticket END,
            CASE WHEN v.is_served THEN v.number END,
            CASE WHEN v.is_served AND v.is_won THEN v.prize_id END,
            (v.slip).organisation_id)::core.draw_slip
        FROM served AS v
        ORDER BY v.ord);
END
$$;
