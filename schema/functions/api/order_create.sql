-- Makes orders for everybody who waits, at most 128 at a time and for any SKUs: one transaction,
-- one update of each SKU's row. Requests are served in the order in which they stand in the
-- arrays, each as if alone: prices it, binds stock and points, or refuses. order_id is the new
-- order's id, given because delivery_sealed is sealed for it.
--
-- Locks: idempotency keys → wallets ascending → SKUs ascending → vouchers → subsidy programmes →
-- budgets. What is found under them stays so
-- until the transaction ends; every check is done before the first effect.
-- Plans are generic and outlive the growth of the tables: see api.lottery_draw.
CREATE OR REPLACE FUNCTION api.order_create(
    caller_id uuid[], items jsonb[], points_to_spend bigint[], delivery jsonb[],
    delivery_sealed bytea[], order_id uuid[], voucher_ids jsonb[], expected_payable_fen bigint[],
    idempotency_key text[], fingerprint bytea[], request_id uuid[],
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
    slips core.order_slip[] := core.order_claim(
        caller_id, items, points_to_spend, delivery, delivery_sealed, order_id, voucher_ids,
        expected_payable_fen, idempotency_key, fingerprint, request_id);
    callers uuid[] := ARRAY(SELECT s.member_id FROM unnest(slips) AS s WHERE s.outcome IS NULL);
    lines core.order_line[];
    candidates bigint[];
    reductions core.order_reductions[];
BEGIN
    IF cardinality(callers) > 0 THEN
        PERFORM core.wallets_lock(callers);
        lines := core.order_price(slips);
        candidates := core.order_reducible(slips, lines);
        IF cardinality(candidates) > 0 THEN
            PERFORM core.order_payers_lock(slips, candidates);
            SELECT r.slips, r.lines, r.reductions INTO slips, lines, reductions
            FROM core.order_reduce(candidates, slips, lines) AS r;
        END IF;
        slips := core.order_admit(slips, lines);
        PERFORM core.order_write(slips, lines);
        PERFORM core.order_charge(slips);
        IF cardinality(reductions) > 0 THEN
            PERFORM core.order_reduced(slips, reductions);
        END IF;
        PERFORM core.order_paid_at_once(slips, lines);
        PERFORM core.order_audit(slips);
    END IF;
    slips := core.order_answer(slips);
    PERFORM core.idempotency_store_many(
        'order_create', array_agg(s.member_id), array_agg(s.idempotency_key),
        array_agg(s.fingerprint), array_agg(s.request_id), array_agg(s.outcome),
        array_agg(s.body), array_agg(s.replay_of))
    FROM unnest(slips) AS s;
    RETURN QUERY
    SELECT s.ord, s.outcome, s.body, s.replay_of FROM unnest(slips) AS s ORDER BY s.ord;
END
$$;
