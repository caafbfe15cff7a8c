-- What the key that asks may do, and for whom.
CREATE OR REPLACE FUNCTION api.merchant_key_get(caller_id uuid, key_id uuid,
                                                OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT row_to_json(answer) INTO body FROM (
        SELECT (SELECT row_to_json(merchant) FROM (SELECT m.id, m.name) AS merchant) AS merchant,
            core.api_key_json(k) AS key
        FROM core.api_keys AS k JOIN core.merchants AS m ON m.id = k.merchant_id
        WHERE k.id = key_id AND m.id = caller_id) AS answer;
    outcome := 'ok';
END
$$;
