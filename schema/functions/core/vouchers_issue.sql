-- Gives a member the vouchers that a line of an order has bought, one for each piece. The caller holds the
-- order's lock; this takes the template's counter.
CREATE OR REPLACE FUNCTION core.vouchers_issue(
    template_id uuid, member_id uuid, order_id uuid, line bigint, quantity bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE core.voucher_counters AS c SET issued = c.issued + quantity
    WHERE c.template_id = vouchers_issue.template_id;
    UPDATE core.voucher_tiers AS t SET issued = t.issued + quantity
    WHERE t.template_id = vouchers_issue.template_id AND t.tier = 1;
    INSERT INTO core.vouchers (template_id, tier, member_id, person_id, source, source_id, source_line,
        threshold_fen, amount_fen, worth_fen, uses, uses_left, expires_at)
    SELECT t.id, 1, m.id, m.person_id, 'order', vouchers_issue.order_id, vouchers_issue.line, 0, 0, 0, t.uses,
        t.uses, core.voucher_expiry(t)
    FROM core.voucher_templates AS t
    JOIN core.members AS m ON m.id = vouchers_issue.member_id
    CROSS JOIN generate_series(1, quantity)
    WHERE t.id = vouchers_issue.template_id;
    PERFORM core.vouchers_event('voucher.issued', ARRAY(
        SELECT v.id FROM core.vouchers AS v
        WHERE v.source_id = vouchers_issue.order_id AND v.source_line = vouchers_issue.line));
END
$$;
