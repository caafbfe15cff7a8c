-- Ends a subsidy programme, whose lock the caller holds: what it has not reserved or spent is the budget's
-- again.
CREATE OR REPLACE FUNCTION core.subsidy_closed(
    programme core.subsidy_programmes, actor_kind text, actor_id uuid, operation text, reason text,
    request_id uuid)
RETURNS core.subsidy_programmes
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    rest bigint := programme.total_fen - programme.reserved_fen - programme.spent_fen;
BEGIN
    UPDATE core.subsidy_programmes AS p SET closed_at = now() WHERE p.id = programme.id
    RETURNING p.* INTO programme;
    PERFORM FROM core.budgets AS b WHERE b.id = programme.budget_id FOR NO KEY UPDATE;
    IF rest > 0 THEN
        PERFORM core.budget_move(programme.budget_id, 'released', programme.id, 0, -rest, 0, actor_id,
                                 reason);
    END IF;
    PERFORM core.audit_write(
        actor_kind, actor_id, operation, programme.organisation_id, 'subsidy', programme.id,
        jsonb_build_object('status', jsonb_build_array('open', 'closed'), 'released_fen', rest), reason,
        request_id);
    RETURN programme;
END
$$;
