-- Spends points for good: available → the house. kind and the reference name the effect
-- (lottery_draw: the draw's id, order_payment: the order's). Preconditions of core.points_take:
-- wallets locked, each member once, available seen to suffice.
CREATE OR REPLACE FUNCTION core.points_spend(
    member_ids uuid[], points bigint[], kind text, reference_ids uuid[])
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM core.points_take(member_ids, points, kind, reference_ids, core.house_account(kind));
END
$$;
