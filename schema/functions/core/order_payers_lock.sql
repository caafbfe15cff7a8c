-- Locks what else may pay for the orders among candidates, so that it stays as it is found: their vouchers,
-- then the subsidy programmes of their members, each in ascending order.
CREATE OR REPLACE FUNCTION core.order_payers_lock(slips core.order_slip[], candidates bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.vouchers AS v
    WHERE v.id IN (SELECT unnest(s.vouchers) FROM unnest(slips) AS s WHERE s.ord = ANY (candidates))
    ORDER BY v.id FOR NO KEY UPDATE;
    PERFORM FROM core.subsidy_programmes AS p
    WHERE p.id IN (SELECT f.id FROM unnest(slips) AS s, core.subsidies_for(s.organisation_id) AS f
                   WHERE s.ord = ANY (candidates))
    ORDER BY p.id FOR NO KEY UPDATE;
END
$$;
