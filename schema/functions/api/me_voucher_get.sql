-- One voucher of the caller's, with what became of it so far: redemptions and orders, the oldest first.
CREATE OR REPLACE FUNCTION api.me_voucher_get(
    caller_id uuid, voucher_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    voucher core.vouchers;
BEGIN
    SELECT v.* INTO voucher FROM core.vouchers AS v
    WHERE v.id = me_voucher_get.voucher_id AND v.member_id = ANY (core.accounts_of(caller_id));
    outcome := CASE WHEN voucher.id IS NULL THEN 'voucher_not_found' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        body := (core.voucher_json(voucher)::jsonb || jsonb_build_object('uses_made', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'kind', u.kind, 'id', u.id, 'merchant', u.merchant, 'amount_fen', u.amount_fen,
                'created_at', u.created_at, 'reversed_at', u.reversed_at) ORDER BY u.created_at, u.id), '[]')
            FROM (
                SELECT 'redemption' AS kind, r.id, m.name AS merchant, r.value_fen AS amount_fen, r.created_at,
                       r.reversed_at
                FROM core.redemptions AS r JOIN core.merchants AS m ON m.id = r.merchant_id
                WHERE r.voucher_id = voucher.id
                UNION ALL
                SELECT 'order', o.order_id, NULL, o.amount_fen, o.created_at, o.returned_at
                FROM core.voucher_uses AS o WHERE o.voucher_id = voucher.id) AS u)))::json;
    END IF;
END
$$;
