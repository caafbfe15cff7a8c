-- A published lottery whose seed stands in clear though nobody may know it yet; NULLs when there is none.
CREATE OR REPLACE FUNCTION api.lottery_seeds_clear(
    OUT outcome text, OUT body json, OUT id text, OUT seed text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := 'ok';
    SELECT l.id, l.seed INTO id, seed
    FROM core.lotteries AS l
    WHERE l.published_at IS NOT NULL AND l.revealed_at IS NULL AND l.seed IS NOT NULL
    LIMIT 1;
END
$$;
