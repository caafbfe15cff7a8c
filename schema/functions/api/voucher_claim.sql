-- Up to 128 claims of vouchers at once, one for each caller, as api.giveaway_claim serves claims of shares; the
-- plans likewise. sold_out writes nothing: it is as true the next time, so its key need not be kept.
CREATE OR REPLACE FUNCTION api.voucher_claim(
    template_id uuid[], caller_id uuid[], idempotency_key text[], fingerprint bytea[], request_id uuid[],
    OUT ord bigint, OUT outcome text, OUT body json, OUT replay_of uuid)
RETURNS SETOF record
LANGUAGE plpgsql SECURITY DEFINER ROWS 32
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
    slips core.voucher_slip[] := core.voucher_slips(
        template_id, caller_id, idempotency_key, fingerprint, request_id);
BEGIN
    IF EXISTS (SELECT FROM unnest(slips) AS s WHERE s.outcome IS NULL) THEN
        slips := core.voucher_record(core.voucher_assign(slips), 'claim', NULL);
        PERFORM core.audit_write_many(
            'member', array_agg(s.member_id), 'voucher_claim', array_agg(s.organisation_id), 'voucher',
            array_agg(s.voucher_id), array_agg(jsonb_build_object(
                'template_id', s.template_id, 'tier', s.tier)), NULL, array_agg(s.request_id))
        FROM unnest(slips) AS s WHERE s.voucher_id IS NOT NULL
        HAVING count(*) > 0;
    END IF;
    PERFORM core.idempotency_store_many(
        'voucher_claim', array_agg(s.member_id), array_agg(s.idempotency_key),
        array_agg(s.fingerprint), array_agg(s.request_id), array_agg(s.outcome),
        array_agg(s.body), array_agg(s.replay_of))
    FROM unnest(slips) AS s WHERE s.outcome <> 'sold_out'
    HAVING count(*) > 0;
    RETURN QUERY
    SELECT s.ord, s.outcome, s.body, s.replay_of FROM unnest(slips) AS s ORDER BY s.ord;
END
$$;
