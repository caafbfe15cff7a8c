-- An instant lottery's tickets computed again, one after the other, from their numbers, their holders'
-- participant numbers and the published rules: what each won, and how many prizes of all were left before
-- it. The rule in words stands in openapi.yaml at lottery_proof.
CREATE OR REPLACE FUNCTION core.lottery_replay(
    lottery core.lotteries, OUT draw_id uuid, OUT prize_id uuid, OUT pieces_left bigint)
RETURNS SETOF record
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    prizes CONSTANT core.prizes[] := ARRAY(
        SELECT p FROM core.prizes AS p WHERE p.lottery_id = lottery.id ORDER BY p.position);
    ids CONSTANT uuid[] := ARRAY(SELECT p.id FROM core.prizes AS p WHERE p.lottery_id = lottery.id
                                 ORDER BY p.position);
    stock bigint[] := ARRAY(SELECT p.stock FROM core.prizes AS p WHERE p.lottery_id = lottery.id
                            ORDER BY p.position);
    participants CONSTANT bigint := (SELECT c.participants FROM core.lottery_counters AS c
                                     WHERE c.lottery_id = lottery.id);
    held bigint[] := array_fill(0::bigint, ARRAY[participants::integer]); -- tickets of each participant
    blanks bigint[] := held; -- since the last prize
    draw record;
    aim integer;
BEGIN
    pieces_left := (SELECT sum(s.pieces) FROM unnest(stock) AS s (pieces));
    FOR draw IN
        SELECT d.id, d.number, c.participant AS who
        FROM core.draws AS d
        JOIN core.draw_counts AS c ON c.lottery_id = d.lottery_id AND c.member_id = d.member_id
        WHERE d.lottery_id = lottery.id ORDER BY d.ticket
    LOOP
        IF blanks[draw.who] >= lottery.guarantee_after THEN
            aim := array_position(ids, lottery.guarantee_prize_id);
        ELSE
            aim := NULL;
            FOR i IN 1 .. cardinality(prizes) LOOP
                IF draw.number BETWEEN prizes[i].first_number
                    AND prizes[i].first_number + prizes[i].weight - 1 THEN
                    aim := CASE WHEN held[draw.who] < prizes[i].unlock_after
                                THEN array_position(ids, lottery.fallback_prize_id) ELSE i END;
                END IF;
            END LOOP;
        END IF;
        IF stock[aim] = 0 THEN
            aim := array_position(ids, lottery.fallback_prize_id);
        END IF;
        IF stock[aim] = 0 THEN
            aim := NULL;
        END IF;
        held[draw.who] := held[draw.who] + 1;
        blanks[draw.who] := CASE WHEN aim IS NULL THEN blanks[draw.who] + 1 ELSE 0 END;
        draw_id := draw.id;
        prize_id := ids[aim];
        RETURN NEXT;
        IF aim IS NOT NULL THEN
            stock[aim] := stock[aim] - 1;
            pieces_left := pieces_left - 1;
        END IF;
    END LOOP;
END
$$;
