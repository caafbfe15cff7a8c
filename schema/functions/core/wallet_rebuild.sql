-- Sets a wallet and what remains of its lots to what entries and allocations say. Returns what changed
-- as {"field": [old, new]}, {} when nothing did, NULL when there is nothing sound to rebuild it from.
CREATE OR REPLACE FUNCTION core.wallet_rebuild(member_id uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    before core.wallets;
    after core.wallets;
    lots jsonb;
    truth record;
BEGIN
    SELECT w.* INTO before FROM core.wallets AS w
    WHERE w.member_id = wallet_rebuild.member_id FOR NO KEY UPDATE;
    SELECT t.* INTO truth FROM core.wallet_truth(member_id) AS t;
    IF NOT truth.is_sound THEN
        RETURN NULL;
    END IF;
    WITH wrong AS (
        SELECT t.id, l.remaining AS old, t.remaining AS new
        FROM core.lots_truth(member_id) AS t JOIN core.lots AS l ON l.id = t.id
        WHERE l.remaining <> t.remaining
    ), mended AS (
        UPDATE core.lots AS l SET remaining = w.new FROM wrong AS w WHERE l.id = w.id
    )
    SELECT jsonb_object_agg('lot ' || w.id, jsonb_build_array(w.old, w.new)) INTO lots FROM wrong AS w;
    UPDATE core.wallets AS w
    SET available = truth.available, held = truth.held, pending = truth.pending, debt = truth.debt,
        version = truth.version,
        next_expiry = least(w.next_expiry, truth.next_expiry) -- it may lie before the first lot's
    WHERE w.member_id = wallet_rebuild.member_id
    RETURNING w.* INTO after;
    RETURN coalesce(lots, '{}') || coalesce((
        SELECT jsonb_object_agg(o.key, jsonb_build_array(o.value, n.value))
        FROM jsonb_each(to_jsonb(before)) AS o JOIN jsonb_each(to_jsonb(after)) AS n USING (key)
        WHERE o.value <> n.value), '{}');
END
$$;
