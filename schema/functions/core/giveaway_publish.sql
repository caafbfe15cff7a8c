-- Fixes a draft's rules for ever and makes the giveaway visible. at is the moment of publication; only the
-- demo and tests, which need a past, give another than now. An earlier opens_at moves to it.
CREATE OR REPLACE FUNCTION core.giveaway_publish(giveaway_id uuid, at timestamptz DEFAULT now())
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    moment timestamptz := date_trunc('second', at);
BEGIN
    UPDATE core.giveaways AS g
    SET opens_at = greatest(date_trunc('second', g.opens_at), moment),
        closes_at = date_trunc('second', g.closes_at), repools_at = date_trunc('second', g.repools_at)
    WHERE g.id = giveaway_publish.giveaway_id;
    UPDATE core.giveaways AS g
    SET published_at = moment, rules = document.text,
        rules_hash = sha256(convert_to(document.text, 'UTF8'))
    FROM (SELECT core.giveaway_rules(giveaway_publish.giveaway_id) AS text) AS document
    WHERE g.id = giveaway_publish.giveaway_id;
    UPDATE core.activities AS a SET state = 'published' WHERE a.id = giveaway_publish.giveaway_id;
    INSERT INTO core.giveaway_counters (giveaway_id) VALUES (giveaway_publish.giveaway_id);
END
$$;
