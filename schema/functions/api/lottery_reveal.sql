-- Makes the seed of a closed lottery public; with it a raffle's winners are drawn. Once: a second call
-- does nothing.
CREATE OR REPLACE FUNCTION api.lottery_reveal(
    lottery_id uuid, seed bytea, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    lottery core.lotteries;
BEGIN
    outcome := 'ok';
    SELECT l.* INTO lottery FROM core.lotteries AS l
    WHERE l.id = lottery_reveal.lottery_id AND l.closes_at <= now() FOR UPDATE;
    IF lottery.id IS NULL OR lottery.revealed_at IS NOT NULL THEN
        RETURN;
    ELSIF sha256(lottery_reveal.seed) <> lottery.commitment THEN
        RAISE EXCEPTION 'a seed is not the one that was committed to';
    END IF;
    PERFORM core.lottery_revealed(lottery.id, lottery_reveal.seed);
    PERFORM core.audit_write('system', NULL, 'lottery_reveal', (
        SELECT a.organisation_id FROM core.activities AS a WHERE a.id = lottery.id),
        'lottery', lottery.id, '{"status": ["closed", "revealed"]}', NULL, NULL);
END
$$;
