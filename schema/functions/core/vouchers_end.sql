-- Ends vouchers that have run out, whose locks the caller holds.
CREATE OR REPLACE FUNCTION core.vouchers_end(voucher_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    freed record;
BEGIN
    FOR freed IN
        SELECT t.budget_id, sum(core.voucher_left(v)) AS fen
        FROM core.vouchers AS v JOIN core.voucher_templates AS t ON t.id = v.template_id
        WHERE v.id = ANY (voucher_ids) AND core.voucher_left(v) > 0 AND t.budget_id IS NOT NULL
        GROUP BY t.budget_id ORDER BY t.budget_id
    LOOP
        PERFORM FROM core.budgets AS b WHERE b.id = freed.budget_id FOR NO KEY UPDATE;
        PERFORM core.budget_move(freed.budget_id, 'released', core.uuid7(), 0, -freed.fen::bigint, 0, NULL,
                                 '电子券到期未用');
    END LOOP;
    PERFORM core.audit_write_many(
        'system', NULL, 'vouchers_expire', array_agg(t.organisation_id), 'voucher', array_agg(v.id),
        array_agg(jsonb_build_object('state', '["issued", "expired"]'::jsonb,
                                     'released_fen', core.voucher_left(v))), NULL, NULL)
    FROM core.vouchers AS v JOIN core.voucher_templates AS t ON t.id = v.template_id
    WHERE v.id = ANY (voucher_ids) HAVING count(*) > 0;
    UPDATE core.vouchers AS v
    SET state = 'expired', ended_at = now(), released_fen = v.worth_fen - v.used_fen, uses_left = 0
    WHERE v.id = ANY (voucher_ids);
    PERFORM core.vouchers_event('voucher.expired', voucher_ids);
END
$$;
