-- Why a member may not enter a raffle now, or NULL. lottery: NULLs when there is none that is published.
CREATE OR REPLACE FUNCTION core.raffle_entry_refusal(
    lottery core.lotteries, member_id uuid, place_id uuid)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN lottery.id IS NULL THEN 'lottery_not_found'
        WHEN lottery.kind <> 'raffle' THEN 'lottery_not_raffle'
        WHEN core.lottery_status(lottery.opens_at, lottery.closes_at) <> 'open' THEN 'lottery_not_open'
        WHEN place_id IS NULL THEN 'membership_required'
        WHEN core.activity_obstacles(lottery.id, member_id, place_id) <> '{}' THEN 'not_eligible'
        WHEN (SELECT c.draws FROM core.draw_counts AS c
              WHERE c.lottery_id = lottery.id AND c.member_id = raffle_entry_refusal.member_id)
                >= lottery.draws_per_member THEN 'draw_limit_reached'
        WHEN coalesce((SELECT w.available FROM core.wallets AS w
                       WHERE w.member_id = raffle_entry_refusal.member_id), -1) < lottery.cost_points
            THEN 'insufficient_points' END;
END
$$;
