-- Third step of api.lottery_draw: tickets in the order of the requests, and what they win, as if one had
-- come after the other. A ticket aims at the guarantee's prize when its member's last tickets were all
-- blanks, else at the prize that its number hits. Of the tickets that aim at a prize, the first get what
-- is left of it; the others, and those for whom it is still locked, fall to the fallback prize as far as
-- that goes. Only the fallback prize is reached on two ways, so it is given out after the others.
--
-- When the last prize of the lottery is gone, the requests after it are sold_out and take no ticket, so
-- that the numbers have no gaps. Every slip comes back with an outcome. The caller holds the lotteries'
-- counters. Windows instead of a loop: slips that are out of the running stand in partitions of their own
-- (is_in false) and come through unchanged.
CREATE OR REPLACE FUNCTION core.draw_assign(slips core.draw_slip[])
RETURNS core.draw_slip[]
LANGUAGE plpgsql
AS $$
BEGIN
    RETURN ARRAY(
        WITH ticketed AS (
            SELECT s AS slip, s.ord, s.lottery_id, s.outcome IS NULL AS is_in, c.tickets
                + row_number() OVER (PARTITION BY s.lottery_id, s.outcome IS NULL ORDER BY s.ord)
                AS ticket, coalesce(n.draws, 0) AS draws, coalesce(n.blanks, 0) AS blanks,
                coalesce(n.participant, c.participants + row_number() OVER (
                    PARTITION BY s.lottery_id, s.outcome IS NULL, n.participant IS NULL ORDER BY s.ord))
                AS participant
            FROM unnest(slips) AS s
            LEFT JOIN core.lottery_counters AS c ON c.lottery_id = s.lottery_id
            LEFT JOIN LATERAL (
                SELECT o.draws, o.blanks, o.participant FROM core.draw_counts AS o
                WHERE o.lottery_id = s.lottery_id AND o.member_id = s.member_id LIMIT 1
            ) AS n ON true
        ), numbered AS MATERIALIZED (
            SELECT t.*, CASE WHEN t.is_in THEN core.draw_number(
                (t.slip).seed, l.id::text, (t.slip).client_nonce, t.ticket, l.total_weight)::bigint
                END AS number, l.fallback_prize_id,
                CASE WHEN t.is_in AND t.blanks >= l.guarantee_after THEN l.guarantee_prize_id END AS due_prize_id
            FROM ticketed AS t
            LEFT JOIN core.lotteries AS l ON l.id = t.lottery_id
        ), aimed AS (
            SELECT n.*, p.id AS aim_id,
                p.id = n.fallback_prize_id OR p.remaining >= row_number() OVER (
                    PARTITION BY p.id, n.due_prize_id IS NULL AND n.draws < p.unlock_after ORDER BY n.ord)
                    AND (n.due_prize_id IS NOT NULL OR n.draws >= p.unlock_after) AS is_hit
            FROM numbered AS n
            LEFT JOIN core.prizes AS p ON p.lottery_id = n.lottery_id AND CASE
                WHEN n.due_prize_id IS NOT NULL THEN p.id = n.due_prize_id
                ELSE n.number >= p.first_number AND n.number < p.first_number + p.weight END
        ), fallen AS (
            SELECT a.*, CASE WHEN a.is_hit THEN a.aim_id
                             WHEN a.aim_id IS NOT NULL THEN a.fallback_prize_id END AS win_id
            FROM aimed AS a
        ), stocked AS (
            SELECT f.*, f.win_id IS NOT NULL AND p.remaining
                >= row_number() OVER (PARTITION BY f.win_id ORDER BY f.ord) AS is_won
            FROM fallen AS f
            LEFT JOIN core.prizes AS p ON p.id = f.win_id
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
            CASE WHEN v.is_served AND v.is_won THEN v.win_id END,
            (v.slip).organisation_id, NULL,
            CASE WHEN v.is_served THEN v.participant END)::core.draw_slip
        FROM served AS v
        ORDER BY v.ord);
END
$$;
