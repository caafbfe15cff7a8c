-- The wordings that people are asked to agree to now: of each purpose the newest whose day has come.
CREATE OR REPLACE FUNCTION core.consent_current() RETURNS SETOF core.consent_texts
LANGUAGE sql STABLE ROWS 3
AS $$
    SELECT DISTINCT ON (t.purpose) t.*
    FROM core.consent_texts AS t WHERE t.effective_at <= now()
    ORDER BY t.purpose, t.version DESC
$$;
