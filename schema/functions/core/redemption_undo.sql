-- Takes a redemption back that the caller has locked with its voucher: the voucher is as before, the union owes
-- the merchant nothing for it, and it counts for no limit. by_id: who did it.
CREATE OR REPLACE FUNCTION core.redemption_undo(redemption core.redemptions, by_id uuid, reason text)
RETURNS core.redemptions
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    undone core.redemptions;
BEGIN
    UPDATE core.redemptions AS r SET reversed_at = now(), reversed_by = by_id, reverse_reason = reason
    WHERE r.id = redemption.id RETURNING r.* INTO STRICT undone;
    PERFORM FROM core.redemption_counts AS c
    WHERE c.template_id = undone.template_id AND c.day = core.local_day(undone.created_at)
        AND c.subject_id IN (coalesce(undone.store_id, undone.merchant_id),
                             coalesce(undone.staff_id, undone.api_key_id))
    ORDER BY c.subject_id FOR NO KEY UPDATE;
    UPDATE core.redemption_counts AS c SET redeemed = c.redeemed - 1
    WHERE c.template_id = undone.template_id AND c.day = core.local_day(undone.created_at)
        AND c.subject_id IN (coalesce(undone.store_id, undone.merchant_id),
                             coalesce(undone.staff_id, undone.api_key_id));
    PERFORM core.voucher_give_back(undone.voucher_id, undone.value_fen, undone.id);
    PERFORM core.redemption_event('voucher.reversed', undone);
    RETURN undone;
END
$$;
