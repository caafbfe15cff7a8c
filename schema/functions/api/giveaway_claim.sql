-- Up to 128 claims of shares at once, one for each caller, as api.lottery_draw serves draws: one row
-- locked and updated for each giveaway, one commit, however many came; the plans likewise.
-- sold_out writes nothing: it is as true the next time, so its key need not be kept.
CREATE OR REPLACE FUNCTION api.giveaway_claim(
    giveaway_id uuid[], caller_id uuid[], idempotency_key text[], fingerprint bytea[],
    request_id uuid[],
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
    slips core.giveaway_slip[] := core.giveaway_slips(
        giveaway_id, caller_id, idempotency_key, fingerprint, request_id);
BEGIN
    IF EXISTS (SELECT FROM unnest(slips) AS s WHERE s.outcome IS NULL) THEN
        slips := core.giveaway_record(core.giveaway_assign(core.giveaway_admit(slips)));
        PERFORM core.giveaway_audit(slips);
    END IF;
    PERFORM core.idempotency_store_many(
        'giveaway_claim', array_agg(s.member_id), array_agg(s.idempotency_key),
        array_agg(s.fingerprint), array_agg(s.request_id), array_agg(s.outcome),
        array_agg(s.body), array_agg(s.replay_of))
    FROM unnest(slips) AS s WHERE s.outcome <> 'sold_out'
    HAVING count(*) > 0;
    RETURN QUERY
    SELECT s.ord, s.outcome, s.body, s.replay_of FROM unnest(slips) AS s ORDER BY s.ord;
END
$$;
