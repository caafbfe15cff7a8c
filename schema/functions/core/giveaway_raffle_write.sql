-- The raffle of a giveaway by lot, as a draft: its shares are the only prize, its quotas are kept seats.
CREATE OR REPLACE FUNCTION core.giveaway_raffle_write(giveaway core.giveaways) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.lotteries (id, organisation_id, title, kind, description, cost_points, draws_per_member,
                                opens_at, closes_at)
    VALUES (giveaway.id, giveaway.organisation_id, giveaway.title, 'raffle', giveaway.description, 0, 1,
            giveaway.opens_at, giveaway.closes_at);
    INSERT INTO core.prizes (lottery_id, position, name, weight, stock, remaining, value_fen)
    VALUES (giveaway.id, 1, giveaway.produce, 1, giveaway.shares, giveaway.shares, giveaway.value_fen);
    INSERT INTO core.lottery_quotas (lottery_id, organisation_id, seats)
    SELECT q.giveaway_id, q.organisation_id, q.shares
    FROM core.giveaway_quotas AS q WHERE q.giveaway_id = giveaway.id;
END
$$;
