-- Takes points back that wait: the member never gets them, the budget has them again. The caps of the rule
-- go on counting them.
CREATE OR REPLACE FUNCTION api.points_pending_cancel(
    caller_id uuid, allowed_roles text[], resource text, earning_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    waiting core.pending_points;
    paid uuid; -- the budget
BEGIN
    SELECT p.* INTO waiting FROM core.pending_points AS p
    WHERE p.earning_id = points_pending_cancel.earning_id FOR NO KEY UPDATE;
    outcome := CASE
        WHEN NOT core.staff_covers_member(caller_id, allowed_roles, resource, waiting.member_id)
            THEN 'pending_not_found'
        WHEN waiting.state <> 'pending' THEN 'pending_settled'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    PERFORM core.wallets_lock(ARRAY[waiting.member_id]);
    UPDATE core.pending_points AS p
    SET state = 'cancelled', settled_at = now(), admin_id = caller_id,
        reason = points_pending_cancel.reason
    WHERE p.earning_id = waiting.earning_id RETURNING p.* INTO waiting;
    PERFORM core.points_pend(ARRAY[waiting.member_id], ARRAY[-waiting.points], 'earn_cancel',
                             ARRAY[waiting.earning_id]);
    SELECT e.budget_id INTO paid FROM core.earnings AS e WHERE e.id = waiting.earning_id;
    PERFORM FROM core.budgets AS b WHERE b.id = paid FOR NO KEY UPDATE;
    PERFORM core.budget_move(paid, 'returned', waiting.earning_id, 0, 0, -waiting.points, caller_id,
                             reason);
    PERFORM core.audit_write(
        'admin', caller_id, 'points_pending_cancel', core.organisation_of(waiting.member_id), 'earning',
        waiting.earning_id, jsonb_build_object('member_id', waiting.member_id, 'points', waiting.points),
        reason, request_id);
    body := core.pending_json(waiting);
END
$$;
