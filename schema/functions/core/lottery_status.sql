-- upcoming, open or closed at this transaction's time; in line where it is used.
CREATE OR REPLACE FUNCTION core.lottery_status(opens_at timestamptz, closes_at timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN now() < opens_at THEN 'upcoming'
                WHEN now() < closes_at THEN 'open'
                ELSE 'closed' END
$$;
