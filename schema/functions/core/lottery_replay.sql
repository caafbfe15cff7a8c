-- An instant lottery's tickets computed again, one after the other, from their numbers and the published
-- rules: who held each (participant, numbered by first tickets), what it won, and how many prizes of all
-- were left before it. The rule in words stands in openapi.yaml at lottery_proof.
CREATE OR REPLACE FUNCTION core.lottery_replay(
    lottery core.lotteries,
    OUT draw_id uuid, OUT participant bigint, OUT prize_id uuid, OUT pieces_left bigint)
RETURNS SETOF record
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    prizes CONSTANT core.prizes[] := ARRAY(
        SELECT p FROM core.prizes AS p WHERE p.lottery_id = lottery.id ORDER BY p.position);
    numbers jsonb := '{}'; -- participants by member
    held bigint[] := ARRAY[]::bigint[]; -- tickets of each participant
    blanks bigint[] := ARRAY[]::bigint[];
    stock bigint[] := ARRAY(SELECT p.stock FROM unnest(prizes) AS p ORDER BY p.position);
    fallback CONSTANT integer := array_position(ARRAY(
        SELECT p.id FROM unnest(prizes) AS p ORDER BY p.position), lottery.fallback_prize_id);
    guaranteed CONSTANT integer := array_position(ARRAY(
        SELECT p.id FROM unnest(prizes) AS p ORDER BY p.position), lottery.guarantee_prize_id);
    draw core.draws;
    aim integer;
BEGIN
    FOR draw IN SELECT d.* FROM core.draws AS d WHERE d.lottery_id = lottery.id ORDER BY d.ticket LOOP
        pieces_left := (SELECT sum(s.left) FROM unnest(stock) AS s ("left"));
        participant := coalesce((numbers ->> draw.member_id::text)::bigint, cardinality(held) + 1);
        IF participant > cardinality(held) THEN
            numbers := numbers || jsonb_build_object(draw.member_id, participant);
            held := held || 0::bigint;
            blanks := blanks || 0::bigint;
        END IF;
        IF blanks[participant] >= lottery.guarantee_after THEN
            aim := guaranteed;
        ELSE
            aim := (SELECT p.ord FROM unnest(prizes) WITH ORDINALITY
                        AS p (id, lottery_id, position, name, weight, stock, remaining, value_fen,
                              first_number, unlock_after, ord)
                    WHERE draw.number >= p.first_number AND draw.number < p.first_number + p.weight);
            IF aim IS NOT NULL AND held[participant] < prizes[aim].unlock_after THEN
                aim := fallback;
            END IF;
        END IF;
        IF aim IS NOT NULL AND stock[aim] = 0 THEN
            aim := fallback;
        END IF;
        IF aim IS NOT NULL AND stock[aim] = 0 THEN
            aim := NULL;
        END IF;
        held[participant] := held[participant] + 1;
        blanks[participant] := CASE WHEN aim IS NULL THEN blanks[participant] + 1 ELSE 0 END;
        IF aim IS NOT NULL THEN
            stock[aim] := stock[aim] - 1;
        END IF;
        draw_id := draw.id;
        prize_id := CASE WHEN aim IS NOT NULL THEN prizes[aim].id END;
        RETURN NEXT;
    END LOOP;
END
$$;
