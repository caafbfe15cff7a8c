-- Writes down a lottery's seed as public and, of a raffle, the entrants' hash and the winners with their
-- awards. The caller has locked the lottery, which has closed.
CREATE OR REPLACE FUNCTION core.lottery_revealed(lottery_id uuid, seed bytea) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    lottery core.lotteries;
BEGIN
    SELECT l.* INTO lottery FROM core.lotteries AS l WHERE l.id = lottery_revealed.lottery_id;
    IF lottery.kind = 'raffle' THEN
        UPDATE core.raffle_entries AS e SET rank = w.rank, prize_id = w.prize_id
        FROM core.raffle_winners(lottery, lottery_revealed.seed) AS w WHERE e.id = w.entry_id;
        UPDATE core.prizes AS p SET remaining = p.remaining - won.pieces
        FROM (SELECT e.prize_id, count(*) AS pieces FROM core.raffle_entries AS e
              WHERE e.lottery_id = lottery.id AND e.prize_id IS NOT NULL GROUP BY e.prize_id) AS won
        WHERE p.id = won.prize_id;
        PERFORM core.awards_write(array_agg(e.lottery_id), array_agg(e.member_id), array_agg(e.prize_id),
                                  array_agg(e.id))
        FROM core.raffle_entries AS e WHERE e.lottery_id = lottery.id AND e.prize_id IS NOT NULL
        HAVING count(*) > 0;
    END IF;
    UPDATE core.lotteries AS l
    SET seed = lottery_revealed.seed, revealed_at = now(), entrants_hash = CASE WHEN l.kind = 'raffle' THEN (
            SELECT sha256(convert_to(coalesce(string_agg(e.id::text, chr(10) ORDER BY e.id), ''), 'UTF8'))
            FROM core.raffle_entries AS e WHERE e.lottery_id = l.id) END
    WHERE l.id = lottery.id;
    INSERT INTO core.activity_events (activity_id, kind) VALUES (lottery.id, 'revealed');
END
$$;
