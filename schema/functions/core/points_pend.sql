-- Puts points of the house into pending, or takes them back (negative): a journal for each element. The
-- caller has locked the wallets (core.wallets_lock) and names each member once; unknown ones are an
-- error.
CREATE OR REPLACE FUNCTION core.points_pend(
    member_ids uuid[], points bigint[], kind text, reference_ids uuid[])
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    moved bigint;
BEGIN
    WITH wallet AS (
        UPDATE core.wallets AS w SET pending = w.pending + a.points, version = w.version + 1
        FROM unnest(member_ids, points, reference_ids) AS a (member_id, points, reference_id)
        WHERE w.member_id = a.member_id
        RETURNING core.uuid7() AS journal_id, a.reference_id, a.points, w.member_id, w.version, w.pending
    ), journal AS (
        INSERT INTO core.journals (id, kind, reference_id)
        SELECT w.journal_id, points_pend.kind, w.reference_id FROM wallet AS w
    ), entry AS (
        INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
        SELECT w.journal_id, 'pending', w.member_id, w.version, w.points, w.pending FROM wallet AS w
        UNION ALL
        SELECT w.journal_id, core.house_account(points_pend.kind), NULL, NULL, -w.points, NULL
        FROM wallet AS w
    )
    SELECT count(*) INTO moved FROM wallet;
    IF moved <> cardinality(member_ids) THEN
        RAISE EXCEPTION 'asked to move % times, found % wallets', cardinality(member_ids), moved;
    END IF;
END
$$;
