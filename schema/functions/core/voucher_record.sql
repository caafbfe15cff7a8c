-- Third step of giving vouchers: writes them, one update for each hot row however many came, and the bodies of
-- the answers. source, source_id: as in core.vouchers.
CREATE OR REPLACE FUNCTION core.voucher_record(slips core.voucher_slip[], source text, source_id uuid)
RETURNS core.voucher_slip[]
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE core.voucher_counters AS c SET issued = c.issued + given.pieces
    FROM (SELECT s.template_id, count(*) AS pieces FROM unnest(slips) AS s
          WHERE s.voucher_id IS NOT NULL GROUP BY s.template_id) AS given
    WHERE c.template_id = given.template_id;
    UPDATE core.voucher_tiers AS t SET issued = t.issued + given.pieces
    FROM (SELECT s.template_id, s.tier, count(*) AS pieces FROM unnest(slips) AS s
          WHERE s.voucher_id IS NOT NULL GROUP BY s.template_id, s.tier) AS given
    WHERE t.template_id = given.template_id AND t.tier = given.tier;
    INSERT INTO core.vouchers (id, template_id, tier, member_id, person_id, source, source_id, threshold_fen,
        amount_fen, worth_fen, uses, uses_left, expires_at, idempotency_key)
    SELECT s.voucher_id, s.template_id, s.tier, s.member_id, s.person_id, voucher_record.source,
        voucher_record.source_id, i.threshold_fen, i.amount_fen, i.amount_fen * t.uses,
        CASE t.kind WHEN 'amount' THEN 0 ELSE t.uses END, CASE t.kind WHEN 'amount' THEN 0 ELSE t.uses END,
        core.voucher_expiry(t), s.idempotency_key
    FROM unnest(slips) AS s
    JOIN core.voucher_templates AS t ON t.id = s.template_id
    JOIN core.voucher_tiers AS i ON i.template_id = s.template_id AND i.tier = s.tier
    WHERE s.voucher_id IS NOT NULL;
    PERFORM core.vouchers_event('voucher.issued', ARRAY(
        SELECT s.voucher_id FROM unnest(slips) AS s WHERE s.voucher_id IS NOT NULL));
    RETURN ARRAY(
        SELECT ROW(s.ord, s.template_id, s.member_id, s.idempotency_key, s.fingerprint, s.request_id, s.outcome,
                   CASE WHEN s.voucher_id IS NULL THEN s.body ELSE core.voucher_json(v) END,
                   s.replay_of, s.organisation_id, s.person_id, s.tier, s.voucher_id)::core.voucher_slip
        FROM unnest(slips) AS s
        LEFT JOIN core.vouchers AS v ON v.id = s.voucher_id
        ORDER BY s.ord);
END
$$;
