-- Lets members earn, each at most once in slips: refuses what no rule, cap or budget allows, and gives
-- the rest their points, or lets them wait. Slips that come with an outcome go through unchanged, the
-- others come back with one. The caller has locked the wallets; the locks of the rules' counters and
-- of the budgets follow, each ascending. One update of each of these, however many earn.
CREATE OR REPLACE FUNCTION core.earn(slips core.earn_slip[])
RETURNS core.earn_slip[]
LANGUAGE plpgsql
AS $$
DECLARE
    rules uuid[] := ARRAY(SELECT DISTINCT s.rule_id FROM unnest(slips) AS s WHERE s.outcome IS NULL);
    judged core.earn_slip[];
BEGIN
    PERFORM FROM core.earn_counters AS c WHERE c.rule_id = ANY (rules)
    ORDER BY c.rule_id FOR NO KEY UPDATE;
    PERFORM FROM core.budgets AS b
    WHERE b.id = ANY (ARRAY(SELECT r.budget_id FROM core.earn_rules AS r WHERE r.id = ANY (rules)))
    ORDER BY b.id FOR NO KEY UPDATE;
    judged := core.earn_judge(slips);
    IF EXISTS (SELECT FROM unnest(judged) AS s WHERE s.outcome IS NULL) THEN
        judged := core.earn_record(judged);
        PERFORM core.earn_credit(judged);
    END IF;
    RETURN judged;
END
$$;
