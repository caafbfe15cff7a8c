-- A voucher that is kept for a till, as the merchant sees it.
CREATE OR REPLACE FUNCTION core.redemption_lock_json(lock core.redemption_locks) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT lock.id, core.voucher_label(v.template_id) AS template, lock.bill_fen,
            CASE WHEN lock.state = 'open' AND lock.expires_at <= now() THEN 'expired' ELSE lock.state END AS state,
            CASE WHEN lock.state = 'open' THEN (core.redemption_plan(v, lock.bill_fen)).value_fen END AS value_fen,
            lock.expires_at, lock.created_at, lock.ended_at
        FROM core.vouchers AS v WHERE v.id = lock.voucher_id) AS shown
$$;
