-- First step of api.voucher_claim: one slip for each request, with the refusals that need no lock. sold_out is
-- among them: tiers that are gone do not come back.
CREATE OR REPLACE FUNCTION core.voucher_slips(
    template_ids uuid[], caller_ids uuid[], idempotency_keys text[], fingerprints bytea[], request_ids uuid[])
RETURNS core.voucher_slip[]
LANGUAGE plpgsql
AS $$
BEGIN
    RETURN ARRAY(
        SELECT ROW(a.ord, a.template_id, a.caller_id, a.key, a.fingerprint, a.request_id,
                   coalesce(a.outcome, CASE
                       WHEN earlier.id IS NOT NULL THEN 'idempotency_key_reused'
                       WHEN t.id IS NULL THEN 'voucher_template_not_found'
                       WHEN t.opens_at > now() OR t.closes_at <= now() THEN 'voucher_not_open'
                       WHEN NOT EXISTS (SELECT FROM core.voucher_tiers AS s
                                        WHERE s.template_id = t.id AND s.issued < s.stock) THEN 'sold_out'
                       ELSE core.voucher_refusal(t, a.caller_id, place.organisation_id) END),
                   a.body, a.replay_of, place.organisation_id, m.person_id, NULL, NULL)::core.voucher_slip
        FROM ROWS FROM (
            unnest(template_ids, caller_ids, idempotency_keys, fingerprints, request_ids),
            core.idempotency_claim_many(caller_ids, 'voucher_claim', idempotency_keys, fingerprints)
        ) WITH ORDINALITY AS a (template_id, caller_id, key, fingerprint, request_id, outcome, body,
                                replay_of, ord)
        LEFT JOIN core.voucher_templates AS t
            ON t.id = a.template_id AND t.state = 'published' AND t.is_claimable
        LEFT JOIN core.members AS m ON m.id = a.caller_id
        LEFT JOIN LATERAL (
            SELECT v.id FROM core.vouchers AS v
            WHERE v.member_id = a.caller_id AND v.idempotency_key = a.key AND a.outcome IS NULL
            LIMIT 1
        ) AS earlier ON true
        CROSS JOIN LATERAL (
            SELECT core.benefits_from(a.caller_id) AS organisation_id OFFSET 0 -- looked up once
        ) AS place
        ORDER BY a.ord);
END
$$;
