-- Takes awards back from whoever won them: their pieces return to stock by journal, and what a budget
-- has spent on them to what it promises. admin_id NULL: the program. The caller has locked the awards
-- and seen that none has been redeemed or forfeited.
CREATE OR REPLACE FUNCTION core.awards_forfeit(award_ids uuid[], admin_id uuid, reason text) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    issued CONSTANT core.awards[] := ARRAY(
        SELECT w FROM core.awards AS w WHERE w.id = ANY (award_ids) AND w.issued_at IS NOT NULL
            AND w.value_fen > 0 ORDER BY w.id);
BEGIN
    UPDATE core.awards AS w
    SET state = 'forfeited', forfeited_at = now(), note = reason, handled_by = admin_id, code_hash = NULL,
        code_expires_at = NULL
    WHERE w.id = ANY (award_ids);
    INSERT INTO core.prize_movements (award_id, kind, prize_id, pieces)
    SELECT w.id, 'forfeited', w.prize_id, 1 FROM core.awards AS w WHERE w.id = ANY (award_ids);
    PERFORM FROM core.budgets AS b
    WHERE b.id IN (SELECT a.budget_id FROM core.activities AS a
                   JOIN unnest(issued) AS w ON w.activity_id = a.id)
    ORDER BY b.id FOR NO KEY UPDATE;
    PERFORM core.budget_move(a.budget_id, 'returned', w.id, 0, w.value_fen, -w.value_fen,
                             awards_forfeit.admin_id, awards_forfeit.reason)
    FROM unnest(issued) AS w
    JOIN core.activities AS a ON a.id = w.activity_id AND a.budget_id IS NOT NULL;
END
$$;
