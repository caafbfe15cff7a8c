-- Compares the next batch_size wallets, and a tenth as many budgets, with the ledger, and begins again
-- after the last. Mends nothing. rules: what was found broken this time; differences: what is open of
-- all times; round_age_s: since all wallets were last through. While another process is at it, only
-- the numbers.
CREATE OR REPLACE FUNCTION api.ledger_reconcile(
    batch_size bigint, OUT outcome text, OUT body json, OUT rules text, OUT differences bigint,
    OUT wallets_checked bigint, OUT round_age_s bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place core.ledger_rounds;
    members uuid[];
    budgets uuid[];
    budget_limit CONSTANT bigint := greatest(batch_size / 10, 1);
    budget_movements CONSTANT bigint := batch_size * 40; -- of each budget, a matter of milliseconds
    settled_after CONSTANT interval := interval '5 minutes'; -- no transaction of ours lasts nearly as long
    beginning CONSTANT uuid := uuid '00000000-0000-0000-0000-000000000000';
BEGIN
    SELECT r.* INTO place FROM core.ledger_rounds AS r FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        members := ARRAY(SELECT w.member_id FROM core.wallets AS w
                         WHERE w.member_id > place.wallet_id ORDER BY w.member_id LIMIT batch_size);
        budgets := ARRAY(SELECT b.id FROM core.budgets AS b
                         WHERE b.id > place.budget_id ORDER BY b.id LIMIT budget_limit);
        rules := core.ledger_differences_note(
            members, core.budgets_read(budgets, budget_movements, now() - settled_after));
        UPDATE core.ledger_rounds AS r
        SET wallet_id = coalesce(members[batch_size], beginning),
            budget_id = coalesce(budgets[budget_limit], beginning),
            wallets_checked = r.wallets_checked + cardinality(members),
            completed_at = CASE WHEN cardinality(members) < batch_size THEN now() ELSE r.completed_at END;
    END IF;
    SELECT r.wallets_checked, extract(epoch FROM now() - r.completed_at)::bigint
    INTO wallets_checked, round_age_s FROM core.ledger_rounds AS r;
    differences := (SELECT count(*) FROM core.ledger_differences AS d WHERE d.resolved_at IS NULL);
    outcome := 'ok';
END
$$;
