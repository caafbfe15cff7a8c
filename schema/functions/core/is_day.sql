-- Whether a text of the form 2026-02-29 is a day of the calendar.
CREATE OR REPLACE FUNCTION core.is_day(day text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT to_char((left(day, 7) || '-01')::date + (right(day, 2)::integer - 1), 'YYYY-MM-DD') = day
$$;
