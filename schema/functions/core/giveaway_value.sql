-- What all shares of a giveaway are worth, in fen.
CREATE OR REPLACE FUNCTION core.giveaway_value(giveaway_id uuid) RETURNS bigint
LANGUAGE sql STABLE
AS $$
    SELECT g.shares * g.value_fen FROM core.giveaways AS g WHERE g.id = giveaway_value.giveaway_id
$$;
