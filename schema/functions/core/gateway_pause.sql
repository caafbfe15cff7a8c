-- How long after its so many-th try a question is asked again: within seconds at first, then so often that
-- a payment of which nobody told us is known within minutes; refunds take their time.
CREATE OR REPLACE FUNCTION core.gateway_pause(kind text, tries bigint) RETURNS interval
LANGUAGE sql IMMUTABLE
    RETURN least(CASE WHEN kind = 'payment' THEN interval '4 minutes' ELSE interval '1 hour' END,
                 interval '10 seconds' * 1.6::double precision ^ least(tries, 30)::double precision);
