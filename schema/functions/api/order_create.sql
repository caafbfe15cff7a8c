-- Makes an order once for each Idempotency-Key: prices it, binds stock and points, or refuses.
-- order_id is the new order's id, given because delivery_sealed is sealed for it.
CREATE OR REPLACE FUNCTION api.order_create(
    caller_id uuid, items jsonb, points_to_spend bigint, delivery jsonb, delivery_sealed bytea,
    order_id uuid, voucher_ids jsonb, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan -- one shape of work: planning it costs more than doing it
AS $$
BEGIN
    SELECT claim.outcome, claim.body, claim.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'order_create', idempotency_key, fingerprint) AS claim;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    -- A key that stands on an order but no longer in core.idempotency_keys is older than seven
    -- days: its answer is gone, and another order under it would be a double effect.
    IF EXISTS (SELECT FROM core.orders AS o
               WHERE o.member_id = caller_id
                 AND o.idempotency_key = order_create.idempotency_key) THEN
        outcome := 'idempotency_key_reused';
        RETURN;
    END IF;
    outcome := core.order_place(order_id, caller_id, items, coalesce(points_to_spend, 0),
                                coalesce(voucher_ids, '[]'), delivery, delivery_sealed,
                                idempotency_key);
    IF outcome = 'ok' THEN
        SELECT core.order_json(o) INTO body FROM core.orders AS o
        WHERE o.id = order_create.order_id;
    END IF;
    PERFORM core.idempotency_store(caller_id, 'order_create', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
