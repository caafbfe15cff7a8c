-- Reverses a grant as planned (core.grant_reversal_plan), with its row in the audit. The wallet is
-- locked; the budget's lock comes after it.
CREATE OR REPLACE FUNCTION core.grant_reversed(
    given core.grants, expired bigint, taken bigint, owed bigint, admin_id uuid, reason text,
    request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO core.grant_reversals (grant_id, admin_id, reason, expired, taken, owed)
    VALUES (given.id, grant_reversed.admin_id, grant_reversed.reason, grant_reversed.expired,
            grant_reversed.taken, grant_reversed.owed);
    PERFORM core.points_spend(ARRAY[given.member_id], ARRAY[taken], 'clawback', ARRAY[given.id]);
    PERFORM core.points_owe(given.member_id, owed, 'clawback_debt', given.id);
    IF given.budget_id IS NOT NULL AND taken + owed > 0 THEN
        PERFORM FROM core.budgets AS b WHERE b.id = given.budget_id FOR NO KEY UPDATE;
        PERFORM core.budget_move(given.budget_id, 'returned', given.id, 0, 0, -(taken + owed), admin_id,
                                 reason);
    END IF;
    PERFORM core.audit_write(
        'admin', admin_id, 'points_grant_reverse', core.organisation_of(given.member_id), 'member',
        given.member_id, jsonb_build_object('grant_id', given.id, 'points', given.points,
            'expired', expired, 'taken', taken, 'owed', owed), reason, request_id);
END
$$;
