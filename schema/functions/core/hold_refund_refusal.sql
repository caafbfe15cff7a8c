-- Why points (NULL: all that is left) of a hold may not be given back under this reference; NULL: they
-- may. The wallet is locked.
CREATE OR REPLACE FUNCTION core.hold_refund_refusal(hold core.holds, points bigint, reference text)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE
        WHEN hold.id IS NULL THEN 'hold_not_found'
        WHEN hold.state <> 'captured' THEN 'hold_not_captured'
        WHEN EXISTS (SELECT FROM core.hold_refunds AS r
                     WHERE r.hold_id = hold.id AND r.reference = hold_refund_refusal.reference)
            THEN 'reference_taken'
        WHEN hold.settled_at <= now() - interval '30 days' THEN 'refund_too_late'
        WHEN coalesce(hold_refund_refusal.points, 1) > hold.captured - hold.refunded
            THEN 'refund_exceeded' END;
END
$$;
