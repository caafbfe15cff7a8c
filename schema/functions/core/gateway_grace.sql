-- How long a call that tells the gateway of something new may still be on its way: before, its "no such
-- number" says nothing.
CREATE OR REPLACE FUNCTION core.gateway_grace() RETURNS interval
LANGUAGE sql IMMUTABLE
    RETURN interval '10 seconds';
