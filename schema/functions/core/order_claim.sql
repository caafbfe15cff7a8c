-- First step of api.order_create: one slip for each request, with the refusals that need no lock.
-- A key that stands on an order but no longer in core.idempotency_keys is older than seven days:
-- its answer is gone, and another order under it would be a double effect.
CREATE OR REPLACE FUNCTION core.order_claim(
    caller_ids uuid[], items jsonb[], points_to_spend bigint[], deliveries jsonb[],
    deliveries_sealed bytea[], order_ids uuid[], voucher_ids jsonb[], expected_payable_fen bigint[],
    idempotency_keys text[], fingerprints bytea[], request_ids uuid[])
RETURNS core.order_slip[]
LANGUAGE plpgsql
AS $$
BEGIN
    RETURN ARRAY(
        SELECT ROW(a.ord, a.caller_id, a.items, coalesce(a.points_to_spend, 0), a.delivery,
                   a.delivery_sealed, a.order_id, coalesce(jsonb_array_length(a.voucher_ids), 0) > 0,
                   a.key, a.fingerprint, a.request_id, coalesce(a.outcome, CASE
                       WHEN o.id IS NOT NULL THEN 'idempotency_key_reused'
                       WHEN place.organisation_id IS NULL THEN 'membership_required' END),
                   a.body, a.replay_of, NULL, NULL, NULL, place.organisation_id,
                   CASE WHEN jsonb_array_length(a.voucher_ids) > 0 THEN ARRAY(
                       SELECT v.id::uuid FROM jsonb_array_elements_text(a.voucher_ids)
                           WITH ORDINALITY AS v (id, nth)
                       GROUP BY v.id ORDER BY min(v.nth)) END,
                   a.expected_payable_fen, NULL, NULL, 0, 0, 0)::core.order_slip
        FROM ROWS FROM (
            unnest(caller_ids, items, points_to_spend, deliveries, deliveries_sealed, order_ids,
                   voucher_ids, expected_payable_fen, idempotency_keys, fingerprints, request_ids),
            core.idempotency_claim_many(caller_ids, 'order_create', idempotency_keys, fingerprints)
        ) WITH ORDINALITY AS a (caller_id, items, points_to_spend, delivery, delivery_sealed,
                                order_id, voucher_ids, expected_payable_fen, key, fingerprint,
                                request_id, outcome, body, replay_of, ord)
        LEFT JOIN LATERAL (
            SELECT made.id FROM core.orders AS made
            WHERE made.member_id = a.caller_id AND made.idempotency_key = a.key
                AND a.outcome IS NULL
            LIMIT 1
        ) AS o ON true
        CROSS JOIN LATERAL (
            SELECT core.benefits_from(a.caller_id) AS organisation_id OFFSET 0 -- looked up once
        ) AS place
        ORDER BY a.ord);
END
$$;
