-- True when a merchant has as many live keys as there may be. Locks the merchant, so that nobody else
-- counts meanwhile.
CREATE OR REPLACE FUNCTION core.api_keys_full(merchant_id uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.merchants AS m WHERE m.id = api_keys_full.merchant_id FOR NO KEY UPDATE;
    RETURN (SELECT count(*) >= 20 FROM core.api_keys AS k
            WHERE k.merchant_id = api_keys_full.merchant_id AND core.api_key_is_live(k));
END
$$;
