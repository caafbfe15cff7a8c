-- Lets vouchers go that tills kept beyond their deadlines, up to a number of them; answers how many.
CREATE OR REPLACE FUNCTION core.redemption_locks_expire(batch_size bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    freed uuid[];
BEGIN
    freed := ARRAY(
        SELECT v.locked_by FROM core.vouchers AS v
        WHERE v.locked_by IN (SELECT l.id FROM core.redemption_locks AS l
                              WHERE l.state = 'open' AND l.expires_at <= now()
                              ORDER BY l.expires_at LIMIT batch_size)
        ORDER BY v.id FOR NO KEY UPDATE SKIP LOCKED);
    PERFORM core.redemption_lock_end(f, 'expired') FROM unnest(freed) AS f;
    PERFORM core.audit_write_many(
        'system', NULL, 'vouchers_expire', array_agg(t.organisation_id), 'redemption_lock', array_agg(l.id),
        array_agg('{"state": ["open", "expired"]}'::jsonb), NULL, NULL)
    FROM core.redemption_locks AS l JOIN core.vouchers AS v ON v.id = l.voucher_id
    JOIN core.voucher_templates AS t ON t.id = v.template_id
    WHERE l.id = ANY (freed) HAVING count(*) > 0;
    RETURN cardinality(freed);
END
$$;
