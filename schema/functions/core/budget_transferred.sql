-- Moves an amount from one budget to the other, both locked and seen to fit, and writes it down for the
-- auditors of each.
CREATE OR REPLACE FUNCTION core.budget_transferred(
    source core.budgets, target core.budgets, amount bigint, admin_id uuid, reason text,
    request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    transfer_id uuid := core.uuid7();
BEGIN
    PERFORM core.budget_move(source.id, 'transfer_out', transfer_id, -amount, 0, 0, admin_id, reason);
    PERFORM core.budget_move(target.id, 'transfer_in', transfer_id, amount, 0, 0, admin_id, reason);
    PERFORM core.audit_write(
        'admin', admin_id, 'budget_transfer', side.organisation_id, 'budget', side.id,
        jsonb_build_object('transfer_id', transfer_id, 'total', jsonb_build_array(
            side.total, side.total + side.delta)), reason, request_id)
    FROM (VALUES (source.organisation_id, source.id, source.total, -amount),
                 (target.organisation_id, target.id, target.total, amount))
        AS side (organisation_id, id, total, delta);
END
$$;
