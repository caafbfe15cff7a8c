-- Gives points: the house → available, a new lot for each element. A debt is repaid first, out of
-- what came, in a journal of its own. A member may stand several times (a lot each). The caller
-- has locked the wallets (core.wallets_lock); unknown members are an error.
CREATE OR REPLACE FUNCTION core.points_credit(
    member_ids uuid[], points bigint[], kind text, reference_ids uuid[], expires_at timestamptz[])
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    asked bigint := cardinality(member_ids);
    given bigint;
BEGIN
    WITH credit AS MATERIALIZED (
        SELECT core.uuid7() AS journal_id, a.member_id, a.points, a.reference_id, a.expires_at,
            w.version + row_number() OVER member AS line,
            w.available + sum(a.points) OVER member AS balance
        FROM unnest(member_ids, points, reference_ids, points_credit.expires_at)
            WITH ORDINALITY AS a (member_id, points, reference_id, expires_at, ord)
        JOIN core.wallets AS w ON w.member_id = a.member_id
        WINDOW member AS (PARTITION BY a.member_id ORDER BY a.ord ROWS UNBOUNDED PRECEDING)
    ), journal AS (
        INSERT INTO core.journals (id, kind, reference_id)
        SELECT c.journal_id, points_credit.kind, c.reference_id FROM credit AS c
    ), entry AS (
        INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
        SELECT c.journal_id, 'available', c.member_id, c.line, c.points, c.balance
        FROM credit AS c
        UNION ALL
        SELECT c.journal_id, core.house_account(points_credit.kind), NULL, NULL, -c.points, NULL
        FROM credit AS c
    ), lot AS (
        INSERT INTO core.lots (member_id, journal_id, granted, remaining, expires_at)
        SELECT c.member_id, c.journal_id, c.points, c.points, c.expires_at FROM credit AS c
    ), wallet AS (
        UPDATE core.wallets AS w
        SET available = w.available + total.points,
            version = w.version + total.journals,
            next_expiry = least(w.next_expiry, total.expires_at)
        FROM (
            SELECT c.member_id, sum(c.points) AS points, count(*) AS journals,
                min(c.expires_at) AS expires_at
            FROM credit AS c GROUP BY c.member_id
        ) AS total
        WHERE w.member_id = total.member_id
    )
    SELECT count(*) INTO given FROM credit;
    IF given <> asked THEN
        RAISE EXCEPTION 'asked to credit % times, found % wallets', asked, given;
    END IF;
    PERFORM core.debts_repay(member_ids, reference_ids);
END
$$;
