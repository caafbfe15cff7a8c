-- Books one use of a voucher, whose lock the caller holds: fen of it, and one of its uses if it has any, as
-- spent out of what its budget promised. Whatever is left of a discount voucher is released. reference_id: the
-- redemption, or the order's use.
CREATE OR REPLACE FUNCTION core.voucher_take(voucher_id uuid, fen bigint, reference_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    voucher core.vouchers;
    template core.voucher_templates;
    is_over boolean;
    rest bigint;
BEGIN
    SELECT v.* INTO STRICT voucher FROM core.vouchers AS v WHERE v.id = voucher_take.voucher_id;
    SELECT t.* INTO STRICT template FROM core.voucher_templates AS t WHERE t.id = voucher.template_id;
    is_over := CASE template.kind WHEN 'amount' THEN core.voucher_left(voucher) <= fen
                                  ELSE voucher.uses_left <= 1 END;
    rest := CASE WHEN is_over THEN core.voucher_left(voucher) - fen ELSE 0 END;
    UPDATE core.vouchers AS v
    SET state = CASE WHEN is_over THEN 'redeemed' ELSE 'issued' END, locked_by = NULL,
        used_fen = v.used_fen + fen, released_fen = v.released_fen + rest,
        uses_left = greatest(v.uses_left - 1, 0), ended_at = CASE WHEN is_over THEN now() END
    WHERE v.id = voucher.id;
    IF template.budget_id IS NOT NULL AND fen + rest > 0 THEN
        PERFORM FROM core.budgets AS b WHERE b.id = template.budget_id FOR NO KEY UPDATE;
        PERFORM core.budget_move(template.budget_id, 'spent', reference_id, 0, -fen - rest, fen, NULL, NULL);
    END IF;
END
$$;
