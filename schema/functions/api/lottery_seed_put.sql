-- Puts a sealed seed in the place of the one in clear.
CREATE OR REPLACE FUNCTION api.lottery_seed_put(
    lottery_id uuid, seed_sealed bytea, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    UPDATE core.lotteries AS l SET seed = NULL, seed_sealed = lottery_seed_put.seed_sealed
    WHERE l.id = lottery_id AND l.published_at IS NOT NULL AND l.revealed_at IS NULL
        AND l.seed IS NOT NULL;
    outcome := 'ok';
END
$$;
