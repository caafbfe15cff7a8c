-- A minute (core.minute_at) as a time in JSON, NULL as null.
CREATE OR REPLACE FUNCTION core.minute_json(minute integer) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(to_char(timestamp '1970-01-01 08:00' + minute * interval '1 minute',
                            '"\""YYYY-MM-DD"T"HH24:MI":00+08:00\""'), 'null')
$$;
