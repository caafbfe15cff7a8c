-- What vouchers are worth for a member's order: off_fen off those of its lines that fit merchant, category
-- and zone (NULL: any), when these come to threshold_fen or more. Those that are nobody's, somebody else's,
-- used, out of date or for tills only are not among the rows. Reads only: core.voucher_lock decides.
CREATE OR REPLACE FUNCTION core.voucher_offers(member_id uuid, voucher_ids uuid[])
RETURNS TABLE (voucher_id uuid, threshold_fen bigint, off_fen bigint, merchant_id uuid, category text, zone text)
LANGUAGE sql STABLE
AS $$
    SELECT v.id, v.threshold_fen,
           CASE t.kind WHEN 'amount' THEN core.voucher_left(v) ELSE least(v.amount_fen, core.voucher_left(v)) END,
           t.merchant_id, t.category, t.zone
    FROM core.vouchers AS v JOIN core.voucher_templates AS t ON t.id = v.template_id
    WHERE v.id = ANY (voucher_ids) AND v.member_id = ANY (core.accounts_of(voucher_offers.member_id))
        AND core.voucher_is_usable(v) AND t.kind <> 'exchange'
$$;
