-- When a giveaway stops: as its rules say, or when it was ended early.
CREATE OR REPLACE FUNCTION core.giveaway_ends_at(giveaway core.giveaways) RETURNS timestamptz
LANGUAGE sql IMMUTABLE
AS $$
    SELECT least(giveaway.closes_at, giveaway.ended_at)
$$;
