-- Lets pending points become spendable: pending → available, a new lot for each element. A debt is repaid
-- first, out of what came. A member may stand several times. The caller has locked the wallets
-- (core.wallets_lock); unknown members are an error.
CREATE OR REPLACE FUNCTION core.points_mature(
    member_ids uuid[], points bigint[], reference_ids uuid[], expires_at timestamptz[])
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    moved bigint;
BEGIN
    WITH ripe AS MATERIALIZED (
        SELECT core.uuid7() AS journal_id, a.member_id, a.points, a.reference_id, a.expires_at,
            w.version + row_number() OVER member AS line,
            w.available + sum(a.points) OVER member AS available,
            w.pending - sum(a.points) OVER member AS pending
        FROM unnest(member_ids, points, reference_ids, points_mature.expires_at)
            WITH ORDINALITY AS a (member_id, points, reference_id, expires_at, ord)
        JOIN core.wallets AS w ON w.member_id = a.member_id
        WINDOW member AS (PARTITION BY a.member_id ORDER BY a.ord ROWS UNBOUNDED PRECEDING)
    ), journal AS (
        INSERT INTO core.journals (id, kind, reference_id)
        SELECT r.journal_id, 'earn_mature', r.reference_id FROM ripe AS r
    ), entry AS (
        INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
        SELECT r.journal_id, 'pending', r.member_id, r.line, -r.points, r.pending FROM ripe AS r
        UNION ALL
        SELECT r.journal_id, 'available', r.member_id, r.line, r.points, r.available FROM ripe AS r
    ), lot AS (
        INSERT INTO core.lots (member_id, journal_id, granted, remaining, expires_at)
        SELECT r.member_id, r.journal_id, r.points, r.points, r.expires_at FROM ripe AS r
    ), wallet AS (
        UPDATE core.wallets AS w
        SET available = w.available + total.points, pending = w.pending - total.points,
            version = w.version + total.journals,
            next_expiry = least(w.next_expiry, total.expires_at)
        FROM (
            SELECT r.member_id, sum(r.points) AS points, count(*) AS journals,
                min(r.expires_at) AS expires_at
            FROM ripe AS r GROUP BY r.member_id
        ) AS total
        WHERE w.member_id = total.member_id
    )
    SELECT count(*) INTO moved FROM ripe;
    IF moved <> cardinality(member_ids) THEN
        RAISE EXCEPTION 'asked to mature % times, found % wallets', cardinality(member_ids), moved;
    END IF;
    PERFORM core.debts_repay(member_ids, reference_ids);
END
$$;
