-- How long after its so many-th try WeChat is told again.
CREATE OR REPLACE FUNCTION core.shipping_pause(tries bigint) RETURNS interval
LANGUAGE sql IMMUTABLE
    RETURN least(interval '6 hours', interval '10 seconds' * 2::double precision ^ least(tries, 20)::double precision);
