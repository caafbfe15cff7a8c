-- Fixes a draft's rules for ever and makes the lottery visible. at is the moment of publication;
-- only the demo and tests, which need a past, give another than now. A lottery cannot open before
-- its rules are known: an earlier opens_at moves to the publication. Times become whole seconds.
CREATE OR REPLACE FUNCTION core.lottery_publish(lottery_id uuid, at timestamptz DEFAULT now())
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    moment timestamptz := date_trunc('second', at);
    prizes bigint;
BEGIN
    UPDATE core.prizes AS p
    SET first_number = range.first_number
    FROM (
        SELECT o.id, sum(o.weight) OVER (ORDER BY o.position) - o.weight AS first_number
        FROM core.prizes AS o WHERE o.lottery_id = lottery_publish.lottery_id
    ) AS range
    WHERE p.id = range.id;
    GET DIAGNOSTICS prizes = ROW_COUNT;
    UPDATE core.lotteries AS l
    SET opens_at = greatest(date_trunc('second', l.opens_at), moment),
        closes_at = date_trunc('second', l.closes_at)
    WHERE l.id = lottery_publish.lottery_id;
    IF prizes = 0 OR NOT FOUND THEN
        RAISE EXCEPTION 'lottery % does not exist or has no prizes', lottery_id;
    END IF;
    UPDATE core.lotteries AS l
    SET published_at = moment,
        rules_hash = sha256(convert_to(core.lottery_rules(l.id), 'UTF8')),
        total_weight = l.blank_weight + (
            SELECT sum(p.weight) FROM core.prizes AS p WHERE p.lottery_id = l.id),
        prize_summary = (
            SELECT p.name FROM core.prizes AS p WHERE p.lottery_id = l.id
            ORDER BY p.position LIMIT 1)
            || CASE WHEN prizes > 1 THEN format('等 %s 种奖品', prizes) ELSE '' END
    WHERE l.id = lottery_publish.lottery_id;
    INSERT INTO core.lottery_counters (lottery_id) VALUES (lottery_publish.lottery_id);
END
$$;
