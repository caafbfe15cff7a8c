-- Minutes from a minute (core.minute_at) to the next of a week's changes, NULL when it has none.
CREATE OR REPLACE FUNCTION core.week_wait(week_changes integer[], minute integer)
RETURNS integer
LANGUAGE sql IMMUTABLE
AS $$
    SELECT coalesce(week_changes[width_bucket((minute + 4800) % 10080, week_changes) + 1], week_changes[1] + 10080)
           - (minute + 4800) % 10080
$$;
