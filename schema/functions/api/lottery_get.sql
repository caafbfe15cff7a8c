-- A published lottery with its prizes and everything that is needed to check it.
CREATE OR REPLACE FUNCTION api.lottery_get(lottery_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.lottery_json(l) INTO body
    FROM core.lotteries AS l
    WHERE l.id = lottery_get.lottery_id AND l.published_at IS NOT NULL;
    outcome := CASE WHEN body IS NULL THEN 'lottery_not_found' ELSE 'ok' END;
END
$$;
