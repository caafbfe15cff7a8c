-- Moves points out of available into another account: the house's, or the member's own held or
-- debt. One journal for each element, its points taken from the lots first expiring first out.
-- Elements of 0 points do nothing.
--
-- The caller has locked the wallets (core.wallets_lock), names each member once, and has seen that
-- available suffices. RAISEs when that was not so, or when lots and wallet disagree: a bug of ours.
CREATE OR REPLACE FUNCTION core.points_take(
    member_ids uuid[], points bigint[], kind text, reference_ids uuid[], account text)
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    asked_points numeric;
    taken_points numeric;
BEGIN
    WITH asked AS MATERIALIZED (
        SELECT core.uuid7() AS journal_id, a.member_id, a.points, a.reference_id
        FROM unnest(member_ids, points, reference_ids) AS a (member_id, points, reference_id)
        WHERE a.points <> 0
    ), journal AS (
        INSERT INTO core.journals (id, kind, reference_id)
        SELECT a.journal_id, points_take.kind, a.reference_id FROM asked AS a
    ), wallet AS (
        UPDATE core.wallets AS w
        SET available = w.available - a.points,
            held = w.held + CASE WHEN account = 'held' THEN a.points ELSE 0 END,
            debt = w.debt - CASE WHEN account = 'debt' THEN a.points ELSE 0 END,
            version = w.version + 1
        FROM asked AS a
        WHERE w.member_id = a.member_id
        RETURNING a.journal_id, a.points, w.member_id, w.version, w.available, w.held, w.debt
    ), entry AS (
        INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
        SELECT w.journal_id, 'available', w.member_id, w.version, -w.points, w.available
        FROM wallet AS w
        UNION ALL
        SELECT w.journal_id, points_take.account, w.member_id, w.version, w.points,
            CASE points_take.account WHEN 'held' THEN w.held ELSE -w.debt END
        FROM wallet AS w
        WHERE points_take.account IN ('held', 'debt')
        UNION ALL
        SELECT w.journal_id, points_take.account, NULL, NULL, w.points, NULL
        FROM wallet AS w
        WHERE points_take.account NOT IN ('held', 'debt')
    ), taken AS MATERIALIZED (
        SELECT a.journal_id, l.id AS lot_id, least(l.remaining, a.points - l.earlier) AS points
        FROM asked AS a
        CROSS JOIN LATERAL (
            SELECT o.id, o.remaining,
                sum(o.remaining) OVER (ORDER BY o.expires_at, o.id) - o.remaining AS earlier
            FROM core.lots AS o
            WHERE o.member_id = a.member_id AND o.expires_at > now() AND o.remaining > 0
        ) AS l
        WHERE l.earlier < a.points
    ), lot AS (
        UPDATE core.lots AS l SET remaining = l.remaining - t.points
        FROM taken AS t WHERE l.id = t.lot_id
    ), allocation AS (
        INSERT INTO core.allocations (journal_id, lot_id, points)
        SELECT t.journal_id, t.lot_id, t.points FROM taken AS t
    )
    SELECT (SELECT coalesce(sum(a.points), 0) FROM asked AS a),
        (SELECT coalesce(sum(t.points), 0) FROM taken AS t) INTO asked_points, taken_points;
    IF asked_points <> taken_points THEN
        RAISE EXCEPTION 'asked for % points, the lots gave %', asked_points, taken_points;
    END IF;
END
$$;
