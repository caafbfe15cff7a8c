-- Makes a voucher for a merchant's test keys, good for a day, with a template of its own that is nobody else's
-- business. The kind's rules are kept.
CREATE OR REPLACE FUNCTION core.test_voucher_open(
    merchant_id uuid, key_id uuid, kind text, threshold_fen bigint, amount_fen bigint, uses bigint)
RETURNS core.vouchers
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    template core.voucher_templates;
    made core.vouchers;
BEGIN
    SELECT t.* INTO template
    FROM core.merchants AS m, core.voucher_template_write(m.organisation_id, jsonb_build_object(
        'kind', test_voucher_open.kind, 'funding', 'test', 'title', '测试券', 'merchant_id', m.id,
        'uses', uses, 'per_member', 1, 'opens_at', now(), 'closes_at', now() + interval '1 day', 'valid_days', 1,
        'tiers', jsonb_build_array(jsonb_build_object(
            'threshold_fen', threshold_fen, 'amount_fen', amount_fen, 'stock', 1))), NULL) AS t
    WHERE m.id = test_voucher_open.merchant_id;
    UPDATE core.voucher_templates AS t SET state = 'published', published_at = now() WHERE t.id = template.id;
    UPDATE core.voucher_counters AS c SET issued = 1 WHERE c.template_id = template.id;
    UPDATE core.voucher_tiers AS t SET issued = 1 WHERE t.template_id = template.id;
    INSERT INTO core.vouchers AS v (template_id, tier, source, source_id, threshold_fen, amount_fen, worth_fen, uses,
                                    uses_left, expires_at)
    SELECT template.id, 1, 'test', key_id, test_voucher_open.threshold_fen, test_voucher_open.amount_fen,
        test_voucher_open.amount_fen * test_voucher_open.uses, n.uses, n.uses, core.voucher_expiry(template)
    FROM (SELECT CASE test_voucher_open.kind WHEN 'amount' THEN 0 ELSE test_voucher_open.uses END AS uses) AS n
    RETURNING v.* INTO made;
    PERFORM core.vouchers_event('voucher.issued', ARRAY[made.id]);
    RETURN made;
END
$$;
