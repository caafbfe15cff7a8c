-- Undoes an earlier taking (journal spent_id), or a part of it, with a journal of its own: from account
-- (held, or the house's) back to available and into the lots. already: what of it was given back before.
-- A debt is repaid from it.
-- Precondition: the member's wallet is locked (core.wallets_lock). UNIQUE (kind, reference_id) on
-- journals lets it happen once.
CREATE OR REPLACE FUNCTION core.points_give_back(
    spent_id uuid, already bigint, member_id uuid, points bigint, kind text, reference_id uuid,
    account text)
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    journal_id uuid := core.uuid7();
    wallet core.wallets;
    is_held boolean := account = 'held';
BEGIN
    INSERT INTO core.journals (id, kind, reference_id)
    VALUES (journal_id, points_give_back.kind, points_give_back.reference_id);
    UPDATE core.wallets AS w
    SET available = w.available + points,
        held = w.held - CASE WHEN is_held THEN points ELSE 0 END,
        version = w.version + 1
    WHERE w.member_id = points_give_back.member_id
    RETURNING w.* INTO wallet;
    INSERT INTO core.entries (journal_id, account, member_id, line, delta, balance_after)
    VALUES
        (journal_id, 'available', wallet.member_id, wallet.version, points, wallet.available),
        (journal_id, points_give_back.account,
         CASE WHEN is_held THEN wallet.member_id END, CASE WHEN is_held THEN wallet.version END,
         -points, CASE WHEN is_held THEN wallet.held END);
    PERFORM core.lots_refill(spent_id, already, points, journal_id, wallet.member_id);
    PERFORM core.wallets_lock(ARRAY[wallet.member_id]); -- sweeps what came back and has expired
    PERFORM core.debts_repay(ARRAY[wallet.member_id], ARRAY[points_give_back.reference_id]);
END
$$;
