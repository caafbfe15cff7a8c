-- Books points that a member owes the house: debt → the house. The caller has locked the wallet
-- (core.wallets_lock); it has nothing available, or it would have repaid from that.
CREATE OR REPLACE FUNCTION core.points_owe(member_id uuid, points bigint, kind text, reference_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    WITH wallet AS (
        UPDATE core.wallets AS w SET debt = w.debt + points_owe.points, version = w.version + 1
        WHERE w.member_id = points_owe.member_id AND points_owe.points > 0
        RETURNING core.uuid7() AS journal_id, w.member_id, w.version, w.debt
    ), journal AS (
        INSERT INTO core.journals (id, kind, reference_id)
        SELECT w.journal_id, points_owe.kind, points_owe.reference_id FROM wallet AS w
    )
    INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
    SELECT w.journal_id, 'debt', w.member_id, w.version, -points_owe.points, -w.debt FROM wallet AS w
    UNION ALL
    SELECT w.journal_id, core.house_account(points_owe.kind), NULL, NULL, points_owe.points, NULL
    FROM wallet AS w;
END
$$;
