-- Fixes a draft's rules for ever and makes the lottery visible. at is the moment of publication; only the
-- demo and tests, which need a past, give another than now. A lottery cannot open before its rules are
-- known: an earlier opens_at moves to the publication. Times become whole seconds.
--
-- commitment, seed_sealed: SHA-256 of the seed, and the seed sealed by the program. Without them the seed
-- that stands in the draft is taken, or one is made here; it is in clear until the program has sealed it.
CREATE OR REPLACE FUNCTION core.lottery_publish(
    lottery_id uuid, at timestamptz DEFAULT now(), commitment bytea DEFAULT NULL,
    seed_sealed bytea DEFAULT NULL)
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
        closes_at = date_trunc('second', l.closes_at),
        seed_sealed = lottery_publish.seed_sealed,
        seed = CASE WHEN lottery_publish.seed_sealed IS NULL
                    THEN coalesce(l.seed, public.gen_random_bytes(32)) END
    WHERE l.id = lottery_publish.lottery_id;
    IF prizes = 0 OR NOT FOUND THEN
        RAISE EXCEPTION 'lottery % does not exist or has no prizes', lottery_id;
    END IF;
    UPDATE core.lotteries AS l SET commitment = coalesce(lottery_publish.commitment, sha256(l.seed))
    WHERE l.id = lottery_publish.lottery_id;
    UPDATE core.lotteries AS l
    SET published_at = moment,
        rules = document.text,
        rules_hash = sha256(convert_to(document.text, 'UTF8')),
        total_weight = l.blank_weight + (
            SELECT sum(p.weight) FROM core.prizes AS p WHERE p.lottery_id = l.id),
        prize_summary = (
            SELECT p.name FROM core.prizes AS p WHERE p.lottery_id = l.id
            ORDER BY p.position LIMIT 1)
            || CASE WHEN prizes > 1 THEN format('等 %s 种奖品', prizes) ELSE '' END
    FROM (SELECT core.lottery_rules(lottery_publish.lottery_id) AS text) AS document
    WHERE l.id = lottery_publish.lottery_id;
    UPDATE core.activities AS a SET state = 'published' WHERE a.id = lottery_publish.lottery_id;
    INSERT INTO core.lottery_counters (lottery_id) VALUES (lottery_publish.lottery_id);
END
$$;
