-- Writes the rules of a draft over what it had; core.lottery_draft_refusal has nothing against them. In a
-- raffle all prizes weigh the same, for there each seat is one.
CREATE OR REPLACE FUNCTION core.lottery_rules_write(lottery_id uuid, wanted jsonb) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    ids uuid[]; -- of the prizes in their order
BEGIN
    DELETE FROM core.lottery_quotas AS q WHERE q.lottery_id = lottery_rules_write.lottery_id;
    DELETE FROM core.prizes AS p WHERE p.lottery_id = lottery_rules_write.lottery_id;
    WITH prize AS (
        INSERT INTO core.prizes (lottery_id, position, name, weight, stock, remaining, value_fen, unlock_after)
        SELECT lottery_rules_write.lottery_id, p.ord, p.prize ->> 'name',
            CASE WHEN wanted ->> 'kind' = 'raffle' THEN 1 ELSE (p.prize ->> 'weight')::bigint END,
            (p.prize ->> 'stock')::bigint, (p.prize ->> 'stock')::bigint, (p.prize ->> 'value_fen')::bigint,
            coalesce((p.prize ->> 'unlock_after')::bigint, 0)
        FROM jsonb_array_elements(wanted -> 'prizes') WITH ORDINALITY AS p (prize, ord)
        RETURNING id, position
    )
    SELECT array_agg(p.id ORDER BY p.position) INTO ids FROM prize AS p;
    UPDATE core.lotteries AS l
    SET title = wanted ->> 'title', kind = wanted ->> 'kind', description = wanted ->> 'description',
        cost_points = (wanted ->> 'cost_points')::bigint, opens_at = (wanted ->> 'opens_at')::timestamptz,
        closes_at = (wanted ->> 'closes_at')::timestamptz,
        draws_per_member = (wanted ->> 'draws_per_member')::bigint,
        draws_per_day = (wanted ->> 'draws_per_day')::bigint,
        blank_weight = CASE WHEN wanted ->> 'kind' = 'raffle' THEN 0
                            ELSE coalesce((wanted ->> 'blank_weight')::bigint, 0) END,
        fallback_prize_id = ids[(wanted ->> 'fallback_position')::bigint],
        guarantee_after = (wanted #>> '{guarantee,after}')::bigint,
        guarantee_prize_id = ids[(wanted #>> '{guarantee,position}')::bigint],
        public_source = wanted ->> 'public_source'
    WHERE l.id = lottery_rules_write.lottery_id;
    INSERT INTO core.lottery_quotas (lottery_id, organisation_id, seats)
    SELECT lottery_rules_write.lottery_id, (q ->> 'organisation_id')::uuid, (q ->> 'seats')::bigint
    FROM jsonb_array_elements(coalesce(wanted -> 'quotas', '[]')) AS q;
    PERFORM core.activity_rules_write(lottery_id, wanted);
END
$$;
