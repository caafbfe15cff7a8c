-- I2: every journal has two entries or more that sum to zero, and nothing stands outside a journal.
CREATE OR REPLACE FUNCTION core.ledger_journal_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'double entry', format('journal %s: %s entries, sum %s', coalesce(j.id, e.journal_id),
        coalesce(e.entries, 0), e.sum)
    FROM core.journals AS j
    FULL JOIN (
        SELECT o.journal_id, count(*) AS entries, sum(o.delta) AS sum,
            count(DISTINCT o.member_id) AS members
        FROM core.entries AS o GROUP BY o.journal_id
    ) AS e ON e.journal_id = j.id
    WHERE j.id IS NULL OR coalesce(e.entries, 0) < 2 OR e.sum <> 0 OR e.members > 1
    UNION ALL
    SELECT 'grand total', format('all entries sum to %s', sum(e.delta))
    FROM core.entries AS e HAVING sum(e.delta) <> 0
    UNION ALL
    SELECT 'house account', format('journal %s (%s): %s', j.id, j.kind, e.account)
    FROM core.journals AS j
    JOIN core.entries AS e ON e.journal_id = j.id AND e.member_id IS NULL
    WHERE e.account IS DISTINCT FROM core.house_account(j.kind)
$$;
