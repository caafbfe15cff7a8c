-- Undoes one use of a voucher, whose lock the caller holds: fen come back to it and are promised again by its
-- budget. One that has run out meanwhile is good for seven more days. reference_id as in core.voucher_take.
CREATE OR REPLACE FUNCTION core.voucher_give_back(voucher_id uuid, fen bigint, reference_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    voucher core.vouchers;
    template core.voucher_templates;
    rest bigint; -- of a discount voucher, released when it was used
BEGIN
    SELECT v.* INTO STRICT voucher FROM core.vouchers AS v WHERE v.id = voucher_give_back.voucher_id;
    SELECT t.* INTO STRICT template FROM core.voucher_templates AS t WHERE t.id = voucher.template_id;
    rest := CASE template.kind WHEN 'discount' THEN voucher.released_fen ELSE 0 END;
    IF template.budget_id IS NOT NULL AND fen + rest > 0 THEN
        PERFORM FROM core.budgets AS b WHERE b.id = template.budget_id FOR NO KEY UPDATE;
        IF rest > (SELECT core.budget_available(b) FROM core.budgets AS b WHERE b.id = template.budget_id) THEN
            rest := 0; -- others have it now
        END IF;
        PERFORM core.budget_move(template.budget_id, 'returned', reference_id, 0, fen + rest, -fen, NULL, NULL);
    END IF;
    UPDATE core.vouchers AS v
    SET state = CASE WHEN v.state = 'locked' THEN 'locked' ELSE 'issued' END, used_fen = v.used_fen - fen,
        released_fen = v.released_fen - rest, ended_at = NULL,
        uses_left = v.uses_left + CASE template.kind WHEN 'amount' THEN 0 ELSE 1 END,
        expires_at = CASE WHEN v.expires_at <= now() THEN now() + interval '7 days' ELSE v.expires_at END
    WHERE v.id = voucher.id;
END
$$;
