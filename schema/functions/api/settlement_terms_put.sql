-- Sets the fee of a merchant's contract for settlements from now on. The same again changes nothing.
CREATE OR REPLACE FUNCTION api.settlement_terms_put(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, fee_bp bigint, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    merchant core.merchants;
    earlier bigint;
BEGIN
    SELECT m.* INTO merchant FROM core.merchants AS m
    WHERE m.id = settlement_terms_put.merchant_id
        AND core.staff_covers(caller_id, allowed_roles, resource, m.organisation_id)
    FOR NO KEY UPDATE;
    outcome := CASE WHEN merchant.id IS NULL THEN 'merchant_not_found' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        SELECT t.fee_bp INTO earlier FROM core.settlement_terms AS t WHERE t.merchant_id = merchant.id;
        IF earlier IS DISTINCT FROM settlement_terms_put.fee_bp THEN
            INSERT INTO core.settlement_terms AS t (merchant_id, fee_bp)
            VALUES (merchant.id, settlement_terms_put.fee_bp)
            ON CONFLICT ON CONSTRAINT settlement_terms_pkey DO UPDATE
            SET fee_bp = excluded.fee_bp, updated_at = now();
            PERFORM core.audit_write(
                'admin', caller_id, 'settlement_terms_put', merchant.organisation_id, 'merchant', merchant.id,
                jsonb_build_object('fee_bp', jsonb_build_array(earlier, fee_bp)), reason, request_id);
        END IF;
        body := json_build_object('merchant', json_build_object('id', merchant.id, 'name', merchant.name),
                                  'fee_bp', settlement_terms_put.fee_bp);
    END IF;
END
$$;
