-- Shares of a published giveaway that nobody has claimed yet.
CREATE OR REPLACE FUNCTION core.giveaway_left(giveaway core.giveaways) RETURNS bigint
LANGUAGE sql STABLE
AS $$
    SELECT giveaway.shares - giveaway.given_before - (
        SELECT c.claimed FROM core.giveaway_counters AS c WHERE c.giveaway_id = giveaway.id)
$$;
