-- The seed of a published lottery that is not revealed yet, for the program that has the key: sealed, or
-- in clear as long as nobody has sealed it; NULLs when there is no such lottery.
CREATE OR REPLACE FUNCTION api.lottery_seed(
    lottery_id uuid, OUT outcome text, OUT body json, OUT id text, OUT seed_sealed text, OUT seed text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := 'ok';
    SELECT l.id, l.seed_sealed, l.seed INTO id, seed_sealed, seed
    FROM core.lotteries AS l
    WHERE l.id = lottery_seed.lottery_id AND l.published_at IS NOT NULL AND l.revealed_at IS NULL;
END
$$;
