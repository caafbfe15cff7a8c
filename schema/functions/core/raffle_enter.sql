-- Writes a member's chance in a raffle and takes its price. The wallet is locked, and nothing stands
-- against it. The quota is that of the nearest organisation that has one, the member's own or one above.
CREATE OR REPLACE FUNCTION core.raffle_enter(
    lottery core.lotteries, member_id uuid, place_id uuid, idempotency_key text)
RETURNS core.raffle_entries
LANGUAGE plpgsql
AS $$
DECLARE
    entry core.raffle_entries;
BEGIN
    INSERT INTO core.draw_counts AS c (lottery_id, member_id, draws, day, day_draws)
    VALUES (lottery.id, raffle_enter.member_id, 1, core.today(), 1)
    ON CONFLICT ON CONSTRAINT draw_counts_pkey DO UPDATE
    SET draws = c.draws + 1, day = excluded.day,
        day_draws = CASE WHEN c.day = excluded.day THEN c.day_draws + 1 ELSE 1 END;
    INSERT INTO core.raffle_entries (lottery_id, member_id, quota_id, cost_points, idempotency_key)
    VALUES (lottery.id, raffle_enter.member_id, (
        SELECT q.organisation_id
        FROM core.lottery_quotas AS q
        JOIN core.organisations AS o ON o.id = q.organisation_id
        JOIN core.organisations AS place ON place.id = place_id AND starts_with(place.path, o.path)
        WHERE q.lottery_id = lottery.id ORDER BY length(o.path) DESC LIMIT 1
    ), lottery.cost_points, raffle_enter.idempotency_key)
    RETURNING * INTO entry;
    IF lottery.cost_points > 0 THEN
        PERFORM core.points_spend(ARRAY[raffle_enter.member_id], ARRAY[lottery.cost_points],
                                  'lottery_entry', ARRAY[entry.id]);
    END IF;
    RETURN entry;
END
$$;
