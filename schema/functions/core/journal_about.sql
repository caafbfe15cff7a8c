-- What a journal was about, as people read it: the reason that was given, the rule, or its kind.
CREATE OR REPLACE FUNCTION core.journal_about(journal core.journals) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(CASE
        WHEN journal.kind = 'grant' THEN (
            SELECT g.reason FROM core.grants AS g WHERE g.id = journal.reference_id)
        WHEN journal.kind IN ('earn', 'earn_mature') THEN (
            SELECT r.title FROM core.earnings AS e JOIN core.earn_rules AS r ON r.id = e.rule_id
            WHERE e.id = journal.reference_id)
        END, core.journal_label(journal.kind), journal.kind)
$$;
