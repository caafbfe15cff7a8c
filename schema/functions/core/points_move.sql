-- Moves all available points of one account to another: each lot becomes one of the other's with what
-- remains of it and the same expiry. A debt of the other is repaid from it. Returns the points.
-- Precondition: both wallets are locked (core.wallets_lock).
CREATE OR REPLACE FUNCTION core.points_move(from_id uuid, into_id uuid) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    move_id uuid := core.uuid7();
    arrival_id uuid := core.uuid7(); -- of the journal
    moved bigint := (SELECT w.available FROM core.wallets AS w WHERE w.member_id = from_id);
    taken core.lots[] := ARRAY(
        SELECT l FROM core.lots AS l
        WHERE l.member_id = from_id AND l.remaining > 0 AND l.expires_at > now()
        ORDER BY l.expires_at, l.id);
    wallet core.wallets;
BEGIN
    IF moved = 0 THEN
        RETURN 0;
    END IF;
    INSERT INTO core.point_moves (id, from_id, into_id, points)
    VALUES (move_id, points_move.from_id, points_move.into_id, moved);
    PERFORM core.points_spend(ARRAY[from_id], ARRAY[moved], 'merge_out', ARRAY[move_id]);
    INSERT INTO core.journals (id, kind, reference_id) VALUES (arrival_id, 'merge_in', move_id);
    INSERT INTO core.lots (member_id, journal_id, granted, remaining, expires_at, is_grace)
    SELECT points_move.into_id, arrival_id, l.remaining, l.remaining, l.expires_at,
        l.is_grace
    FROM unnest(taken) AS l;
    UPDATE core.wallets AS w
    SET available = w.available + moved, version = w.version + 1,
        next_expiry = least(w.next_expiry, taken[1].expires_at)
    WHERE w.member_id = points_move.into_id RETURNING w.* INTO wallet;
    INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
    VALUES (arrival_id, 'available', into_id, wallet.version, moved, wallet.available),
           (arrival_id, core.house_account('merge_in'), NULL, NULL, -moved, NULL);
    PERFORM core.debts_repay(ARRAY[into_id], ARRAY[move_id]);
    RETURN moved;
END
$$;
