-- The next day whose bill is to be fetched, in Shanghai; NULL when none is due. Bills are made at ten in
-- the morning of the next day, and can be had for three months.
CREATE OR REPLACE FUNCTION api.payment_bill_take(OUT outcome text, OUT body json, OUT day text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    last_day date := ((now() - interval '10 hours 15 minutes') AT TIME ZONE 'Asia/Shanghai')::date - 1;
    first_day date := (SELECT (p.created_at AT TIME ZONE 'Asia/Shanghai')::date FROM core.payments AS p
                       ORDER BY p.id LIMIT 1);
BEGIN
    outcome := 'ok';
    IF first_day IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO core.payment_bills (day, due_at)
    SELECT made.day::date, now()
    FROM generate_series(greatest(last_day - 80, first_day), last_day, interval '1 day') AS made (day)
    ON CONFLICT DO NOTHING;
    UPDATE core.payment_bills AS b
    SET due_at = now() + least(interval '10 minutes' * (b.tries + 1), interval '6 hours'),
        tries = b.tries + 1
    WHERE b.day = (
        SELECT due.day FROM core.payment_bills AS due
        WHERE due.checked_at IS NULL AND due.due_at <= now() AND due.day >= last_day - 80
        ORDER BY due.day LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING b.day::text INTO payment_bill_take.day;
END
$$;
