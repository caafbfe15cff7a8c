-- What is wrong in the lotteries (I5); must give no row. Computes every ticket again,
-- and reads whole tables as core.ledger_violations does.
CREATE OR REPLACE FUNCTION core.lottery_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    SELECT * FROM core.lottery_count_violations()
    UNION ALL SELECT * FROM core.lottery_outcome_violations()
    UNION ALL SELECT * FROM core.lottery_charge_violations()
    UNION ALL SELECT * FROM core.lottery_award_violations()
    UNION ALL SELECT * FROM core.raffle_violations()
$$;
