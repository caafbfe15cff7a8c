-- What using a voucher at a till would come to. Changes nothing, but counts wrong codes as merchant_redeem does.
CREATE OR REPLACE FUNCTION api.merchant_redemption_preview(
    caller_id uuid, key_id uuid, key_mode text, token_hash bytea, bill_fen bigint,
    store_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    till CONSTANT core.till := core.till_of(caller_id, key_id, key_mode, store_id);
    scanned record;
    voucher core.vouchers;
    worth bigint;
BEGIN
    SELECT c.refusal, c.voucher INTO scanned FROM core.redemption_scan(till, token_hash) AS c;
    outcome := scanned.refusal;
    IF outcome IS NULL THEN
        voucher := scanned.voucher;
        SELECT coalesce(p.refusal, 'ok'), p.value_fen INTO outcome, worth
        FROM core.redemption_plan(voucher, bill_fen) AS p;
    END IF;
    IF outcome = 'ok' THEN
        SELECT row_to_json(shown) INTO body FROM (
            SELECT core.voucher_label(voucher.template_id) AS template, bill_fen, worth AS value_fen,
                bill_fen - worth AS due_fen, voucher.uses_left, core.voucher_left(voucher) AS left_fen,
                voucher.expires_at) AS shown;
    END IF;
END
$$;
