-- Shares of a published giveaway that nobody has claimed, or won by lot, yet.
CREATE OR REPLACE FUNCTION core.giveaway_left(giveaway core.giveaways) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE giveaway.mode
        WHEN 'lot' THEN (SELECT p.remaining FROM core.prizes AS p WHERE p.lottery_id = giveaway.id)
        ELSE giveaway.shares - giveaway.given_before - (
            SELECT c.claimed FROM core.giveaway_counters AS c WHERE c.giveaway_id = giveaway.id) END;
END
$$;
