-- How long to wait after so many tries that failed: NULL, when there was the last one, after less than
-- 48 hours. Up to a tenth less, so that those who failed together do not come back together.
CREATE OR REPLACE FUNCTION core.webhook_retry_after(tries bigint) RETURNS interval
LANGUAGE sql VOLATILE
AS $$
    SELECT (ARRAY[interval '5 seconds', interval '1 minute', interval '5 minutes',
                  interval '30 minutes', interval '2 hours', interval '4 hours', interval '8 hours',
                  interval '10 hours', interval '11 hours', interval '12 hours'])[tries]
        * (1 - random() / 10)
$$;
