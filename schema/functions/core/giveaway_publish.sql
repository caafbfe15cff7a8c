-- Fixes a draft's rules for ever and makes the giveaway visible; by lot, it gets its raffle. at is the
-- moment of publication; only the demo and tests, which need a past, give another than now. An earlier
-- opens_at moves to it. commitment, seed_sealed: as in core.lottery_publish.
CREATE OR REPLACE FUNCTION core.giveaway_publish(
    giveaway_id uuid, at timestamptz DEFAULT now(), commitment bytea DEFAULT NULL,
    seed_sealed bytea DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    moment timestamptz := date_trunc('second', at);
    giveaway core.giveaways;
BEGIN
    UPDATE core.giveaways AS g
    SET opens_at = greatest(date_trunc('second', g.opens_at), moment),
        closes_at = date_trunc('second', g.closes_at), repools_at = date_trunc('second', g.repools_at)
    WHERE g.id = giveaway_publish.giveaway_id
    RETURNING g.* INTO STRICT giveaway;
    IF giveaway.mode = 'lot' THEN
        PERFORM core.giveaway_raffle_write(giveaway);
        PERFORM core.lottery_publish(giveaway.id, moment, commitment, seed_sealed);
    ELSE
        INSERT INTO core.giveaway_counters (giveaway_id) VALUES (giveaway.id);
    END IF;
    UPDATE core.giveaways AS g
    SET published_at = moment, rules = document.text,
        rules_hash = sha256(convert_to(document.text, 'UTF8'))
    FROM (SELECT core.giveaway_rules(giveaway.id) AS text) AS document
    WHERE g.id = giveaway.id;
    UPDATE core.activities AS a SET state = 'published' WHERE a.id = giveaway.id AND a.state <> 'published';
END
$$;
