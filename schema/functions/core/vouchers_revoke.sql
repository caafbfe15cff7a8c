-- Takes back at most so many of the vouchers that a line of an order has bought and of which nothing was used,
-- also those that have run out; answers how many. The caller holds the order's lock.
CREATE OR REPLACE FUNCTION core.vouchers_revoke(order_id uuid, line bigint, quantity bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    unused uuid[];
BEGIN
    PERFORM FROM core.vouchers AS v
    WHERE v.source = 'order' AND v.source_id = vouchers_revoke.order_id AND v.source_line = line
    ORDER BY v.id FOR NO KEY UPDATE;
    unused := ARRAY(
        SELECT v.id FROM core.vouchers AS v
        WHERE v.source = 'order' AND v.source_id = vouchers_revoke.order_id AND v.source_line = line
            AND v.state IN ('issued', 'expired') AND NOT EXISTS (
                SELECT FROM core.redemptions AS r WHERE r.voucher_id = v.id AND r.reversed_at IS NULL)
        ORDER BY v.state, v.id LIMIT quantity);
    UPDATE core.vouchers AS v SET state = 'revoked', ended_at = now(), uses_left = 0 WHERE v.id = ANY (unused);
    DELETE FROM core.voucher_tokens AS k WHERE k.voucher_id = ANY (unused);
    RETURN cardinality(unused);
END
$$;
