-- A voucher that a merchant's program can try its till with: only test keys make them, and only they use them.
CREATE OR REPLACE FUNCTION api.merchant_test_voucher_create(
    caller_id uuid, key_id uuid, key_mode text, kind text, threshold_fen bigint, amount_fen bigint, uses bigint,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    made core.vouchers;
BEGIN
    outcome := CASE
        WHEN key_mode <> 'test' THEN 'test_key_required'
        WHEN uses > 1 AND kind <> 'exchange' OR threshold_fen > 0 AND kind = 'amount' THEN 'voucher_rules_misfit'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        made := core.test_voucher_open(
            caller_id, key_id, kind, coalesce(threshold_fen, 0), amount_fen, coalesce(uses, 1));
        PERFORM core.merchant_audit(
            caller_id, 'merchant_test_voucher_create', caller_id, 'voucher', made.id,
            jsonb_build_object('amount_fen', made.amount_fen), NULL, request_id);
        body := core.test_voucher_json(made);
    END IF;
END
$$;
