-- The voucher that a code stands for, locked: the code has not run out, the voucher can be used, and the till is
-- of its merchant, or, when it is good for any, of one who has a contract within the organisation that gave it.
-- Test vouchers are for test keys, and nothing else is. NULL for every other code. Who waited for the lock sees
-- what the one before has made of the voucher.
CREATE OR REPLACE FUNCTION core.redemption_voucher(till core.till, token_hash bytea) RETURNS core.vouchers
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    voucher core.vouchers;
BEGIN
    SELECT v.* INTO voucher
    FROM core.voucher_tokens AS k
    JOIN core.vouchers AS v ON v.id = k.voucher_id
    JOIN core.voucher_templates AS t ON t.id = v.template_id
    WHERE k.hash = token_hash AND k.expires_at > now() AND core.voucher_is_usable(v)
        AND (t.funding = 'test') = (till.mode = 'test')
        AND CASE WHEN t.merchant_id IS NULL
                 THEN core.organisation_is_within(till.organisation_id, t.organisation_id)
                 ELSE t.merchant_id = till.merchant_id END
    FOR NO KEY UPDATE OF v;
    IF NOT EXISTS (SELECT FROM core.voucher_tokens AS k WHERE k.hash = token_hash) THEN
        RETURN NULL; -- used while this waited
    END IF;
    RETURN voucher;
END
$$;
