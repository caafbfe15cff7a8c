-- What members have won, one award for each element: a prize, or the share of a giveaway (prize NULL).
-- source: the draw, the raffle's entry or the claim that won it.
CREATE OR REPLACE FUNCTION core.awards_write(
    activity_ids uuid[], member_ids uuid[], prize_ids uuid[], source_ids uuid[])
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.awards (activity_id, member_id, prize_id, source_id, value_fen, claim_by)
    SELECT w.activity_id, w.member_id, w.prize_id, w.source_id, coalesce(p.value_fen, g.value_fen, 0),
        now() + a.claim_days * interval '1 day'
    FROM unnest(activity_ids, member_ids, prize_ids, source_ids)
        AS w (activity_id, member_id, prize_id, source_id)
    JOIN core.activities AS a ON a.id = w.activity_id
    LEFT JOIN core.prizes AS p ON p.id = w.prize_id
    LEFT JOIN core.giveaways AS g ON g.id = w.activity_id;
END
$$;
