-- Why what is kept for a till cannot be used or let go; NULL: it can.
CREATE OR REPLACE FUNCTION core.redemption_lock_refusal(lock core.redemption_locks) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN lock.id IS NULL THEN 'redemption_lock_not_found'
                WHEN lock.state IN ('redeemed', 'released') THEN 'redemption_lock_ended'
                WHEN lock.state = 'expired' OR lock.expires_at <= now() THEN 'redemption_lock_expired' END
$$;
