-- Lets locked wallets that owe points repay out of available, as far as it goes. The reference is
-- that of the credit which made it possible; of several for one member the greatest.
CREATE OR REPLACE FUNCTION core.debts_repay(member_ids uuid[], reference_ids uuid[])
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    debtors uuid[];
    amounts bigint[];
    causes uuid[];
BEGIN
    SELECT array_agg(w.member_id), array_agg(least(w.debt, w.available)), array_agg(a.reference_id)
    INTO debtors, amounts, causes
    FROM (
        SELECT u.member_id, max(u.reference_id::text)::uuid AS reference_id
        FROM unnest(member_ids, reference_ids) AS u (member_id, reference_id)
        GROUP BY u.member_id
    ) AS a
    JOIN core.wallets AS w ON w.member_id = a.member_id
    WHERE w.debt > 0 AND w.available > 0;
    IF debtors IS NOT NULL THEN
        PERFORM core.points_take(debtors, amounts, 'debt_repayment', causes, 'debt');
    END IF;
END
$$;
