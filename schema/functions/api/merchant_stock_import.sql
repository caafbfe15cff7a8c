-- A merchant's program sets what is on hand of many SKUs, all or none. dry_run: tells what would come
-- of it just now. wrong: see core.stock_sheet_faults.
CREATE OR REPLACE FUNCTION api.merchant_stock_import(
    caller_id uuid, key_mode text, rows jsonb, reason text, dry_run boolean, idempotency_key text,
    fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid, OUT wrong text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    changed bigint;
BEGIN
    IF NOT dry_run THEN
        SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
        FROM core.idempotency_claim(caller_id, 'merchant_stock_import', idempotency_key,
                                    fingerprint) AS c;
        IF outcome IS NOT NULL THEN
            wrong := CASE WHEN outcome = 'stock_sheet_invalid' THEN body #>> '{}' END;
            RETURN;
        END IF;
        PERFORM FROM core.skus AS s
        WHERE s.id IN (SELECT (r.item ->> 'sku_id')::uuid
                       FROM jsonb_array_elements(rows) AS r (item))
            AND EXISTS (SELECT FROM core.products AS p WHERE p.id = s.product_id
                            AND p.merchant_id = caller_id AND p.mode = key_mode)
        ORDER BY s.id FOR NO KEY UPDATE;
    END IF;
    wrong := core.stock_sheet_faults(caller_id, key_mode, rows);
    outcome := CASE WHEN wrong IS NULL THEN 'ok' ELSE 'stock_sheet_invalid' END;
    body := to_json(wrong);
    IF outcome = 'ok' THEN
        SELECT count(*) INTO changed
        FROM jsonb_to_recordset(rows) AS w (sku_id uuid, new_stock bigint)
        JOIN core.skus AS s ON s.id = w.sku_id AND s.on_hand <> w.new_stock;
        body := json_build_object('rows', jsonb_array_length(rows), 'changed', changed,
                                  'dry_run', dry_run);
    END IF;
    IF outcome = 'ok' AND NOT dry_run THEN
        PERFORM core.stock_count(s, caller_id, w.new_stock, 'merchant_stock_import',
                                 merchant_stock_import.reason, request_id)
        FROM jsonb_to_recordset(rows) AS w (sku_id uuid, new_stock bigint)
        JOIN core.skus AS s ON s.id = w.sku_id;
    END IF;
    IF NOT dry_run THEN
        PERFORM core.idempotency_store(caller_id, 'merchant_stock_import', idempotency_key,
                                       fingerprint, request_id, outcome, body);
    END IF;
END
$$;
