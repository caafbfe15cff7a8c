-- Lets requests of one merchant with the same reference come one after the other, so that it is taken once.
CREATE OR REPLACE FUNCTION core.redemption_reference_lock(merchant_id uuid, mode text, reference text)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('redemption ' || merchant_id || ' ' || mode || ' ' || reference, 0))
    WHERE reference IS NOT NULL
$$;
