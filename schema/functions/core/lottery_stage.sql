-- How far a published lottery has come, as answers show it: upcoming, open, closed, revealed (its seed
-- is public and a raffle is drawn) or archived.
CREATE OR REPLACE FUNCTION core.lottery_stage(lottery core.lotteries) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN (SELECT a.state FROM core.activities AS a WHERE a.id = lottery.id) = 'archived'
                    THEN 'archived'
                WHEN lottery.revealed_at IS NOT NULL THEN 'revealed'
                ELSE core.lottery_status(lottery.opens_at, lottery.closes_at) END
$$;
