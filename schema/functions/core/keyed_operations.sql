-- The operations of core.keyed_effects.
CREATE OR REPLACE FUNCTION core.keyed_operations() RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
    SELECT ARRAY['lottery_draw', 'lottery_enter', 'giveaway_claim', 'order_create', 'points_grant', 'voucher_claim']
$$;
