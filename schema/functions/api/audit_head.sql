-- The newest block's number, time and hash: published, they bind everything before it. Number 0, with
-- the hash that the first block will name, before anything is sealed.
CREATE OR REPLACE FUNCTION api.audit_head(OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(b.number, 0) AS number, encode(coalesce(b.hash, core.audit_genesis()), 'hex') AS hash,
            b.sealed_at
        FROM (VALUES (1)) AS one
        LEFT JOIN LATERAL (
            SELECT * FROM core.audit_blocks AS i ORDER BY i.number DESC LIMIT 1
        ) AS b ON true
    ) AS answer;
    outcome := 'ok';
END
$$;
