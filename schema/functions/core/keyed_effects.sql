-- What was done once for each Idempotency-Key and keeps it: the key outlives its stored answer.
CREATE OR REPLACE FUNCTION core.keyed_effects()
RETURNS TABLE (operation text, caller_id uuid, key text, id uuid)
LANGUAGE sql STABLE
AS $$
    SELECT 'lottery_draw', d.member_id, d.idempotency_key, d.id FROM core.draws AS d
    UNION ALL SELECT 'lottery_enter', e.member_id, e.idempotency_key, e.id FROM core.raffle_entries AS e
    UNION ALL SELECT 'giveaway_claim', c.member_id, c.idempotency_key, c.id FROM core.giveaway_claims AS c
    UNION ALL SELECT 'order_create', o.member_id, o.idempotency_key, o.id FROM core.orders AS o
    UNION ALL SELECT 'points_grant', g.admin_id, g.idempotency_key, g.id FROM core.grants AS g
    WHERE g.idempotency_key IS NOT NULL
    UNION ALL SELECT 'voucher_claim', v.member_id, v.idempotency_key, v.id FROM core.vouchers AS v
    WHERE v.idempotency_key IS NOT NULL
$$;
