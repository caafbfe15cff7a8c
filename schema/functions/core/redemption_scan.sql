-- Judges a code that a till shows, and counts it: the voucher, locked, or a refusal of the till. Neither: the code
-- is wrong.
CREATE OR REPLACE FUNCTION core.redemption_scan(
    till core.till, token_hash bytea, OUT refusal text, OUT voucher core.vouchers)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    refusal := core.till_refusal(till);
    IF refusal IS NULL THEN
        voucher := core.redemption_voucher(till, token_hash);
        IF voucher.id IS NOT NULL THEN
            PERFORM core.redemption_code_was_right(till);
        END IF;
    END IF;
END
$$;
