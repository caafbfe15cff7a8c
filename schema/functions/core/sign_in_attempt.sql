-- Counts an attempt to sign in before it is judged, so that many at once cannot outrun the count, and
-- says how many seconds to wait; 0: it may go on. From the attempt number `allowed` on the next one
-- has to wait a minute, then two, up to an hour; while it waits nothing is counted. After a day
-- without attempts all is forgotten, as it is when the attempt succeeds (core.sign_in_succeed).
CREATE OR REPLACE FUNCTION core.sign_in_attempt(kind text, key bytea, allowed integer) RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    known core.sign_in_failures;
    tried integer;
BEGIN
    INSERT INTO core.sign_in_failures (kind, key) VALUES (sign_in_attempt.kind, sign_in_attempt.key)
    ON CONFLICT DO NOTHING;
    SELECT f.* INTO STRICT known FROM core.sign_in_failures AS f
    WHERE f.kind = sign_in_attempt.kind AND f.key = sign_in_attempt.key
    FOR NO KEY UPDATE;
    IF known.locked_until > clock_timestamp() THEN
        RETURN ceil(extract(epoch FROM known.locked_until - clock_timestamp()));
    END IF;
    tried := 1 + CASE WHEN known.last_at > clock_timestamp() - interval '1 day'
                      THEN known.failures ELSE 0 END;
    UPDATE core.sign_in_failures AS f
    SET failures = tried, last_at = clock_timestamp(),
        locked_until = CASE WHEN tried >= allowed THEN clock_timestamp()
            + least(2 ^ least(tried - allowed, 6), 60) * interval '1 minute' END
    WHERE f.kind = sign_in_attempt.kind AND f.key = sign_in_attempt.key;
    RETURN 0;
END
$$;
