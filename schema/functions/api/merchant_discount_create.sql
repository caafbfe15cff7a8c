-- A discount that the merchant gives on its orders by itself.
CREATE OR REPLACE FUNCTION api.merchant_discount_create(
    caller_id uuid, key_id uuid, key_mode text, title text, product_id uuid, threshold_fen bigint,
    amount_fen bigint, opens_at timestamptz, closes_at timestamptz, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    discount core.merchant_discounts;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'merchant_discount_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    outcome := CASE
        WHEN key_mode <> 'live' THEN 'live_key_required'
        WHEN product_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM core.products AS p WHERE p.id = merchant_discount_create.product_id
                AND p.merchant_id = caller_id AND p.mode = key_mode) THEN 'product_not_found'
        WHEN amount_fen > threshold_fen THEN 'discount_exceeds_threshold'
        WHEN closes_at <= greatest(opens_at, now()) THEN 'activity_times_reversed'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        INSERT INTO core.merchant_discounts AS d (merchant_id, product_id, title, threshold_fen, amount_fen,
                                                  opens_at, closes_at, api_key_id)
        VALUES (caller_id, merchant_discount_create.product_id, merchant_discount_create.title,
                merchant_discount_create.threshold_fen, merchant_discount_create.amount_fen,
                merchant_discount_create.opens_at, merchant_discount_create.closes_at, key_id)
        RETURNING d.* INTO discount;
        PERFORM core.audit_write(
            'merchant', caller_id, 'merchant_discount_create', m.organisation_id, 'discount', discount.id,
            jsonb_build_object('title', discount.title, 'threshold_fen', discount.threshold_fen,
                               'amount_fen', discount.amount_fen), NULL, request_id)
        FROM core.merchants AS m WHERE m.id = caller_id;
        body := core.merchant_discount_json(discount);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'merchant_discount_create', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
