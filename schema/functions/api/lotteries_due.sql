-- The next lottery behind after_id whose seed is to be revealed now, sealed; NULLs when there is none.
-- Whoever drew in its last moment has their ticket by then: no statement lives so long. A raffle with a
-- public number waits for it.
CREATE OR REPLACE FUNCTION api.lotteries_due(
    after_id uuid,
    OUT outcome text, OUT body json, OUT id text, OUT seed_sealed text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := 'ok';
    SELECT l.id, l.seed_sealed INTO id, seed_sealed
    FROM core.lotteries AS l
    WHERE l.id > after_id AND l.published_at IS NOT NULL AND l.revealed_at IS NULL AND l.seed_sealed IS NOT NULL
        AND l.closes_at <= now() - interval '5 seconds'
        AND (l.public_source IS NULL OR l.public_value IS NOT NULL)
    ORDER BY l.id LIMIT 1;
END
$$;
