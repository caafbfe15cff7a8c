-- Entries from first_seq up to below end_seq that no block holds: entry_added when they do not wait to
-- be sealed either, so nobody wrote them by the rules; entry_unsealed when they have waited for more
-- than a minute, so nobody seals.
CREATE OR REPLACE FUNCTION core.audit_strays(first_seq bigint, end_seq bigint)
RETURNS TABLE (fault text, seq bigint)
LANGUAGE sql STABLE
AS $$
    WITH held AS MATERIALIZED (
        SELECT range_agg(b.seqs) AS seqs FROM core.audit_blocks AS b
        WHERE b.seqs && int8multirange(int8range(first_seq, end_seq))
    ), waiting AS MATERIALIZED (
        SELECT s.seq FROM core.audit_unsealed AS q CROSS JOIN unnest(q.seqs) AS s (seq)
    )
    SELECT CASE WHEN w.seq IS NULL THEN 'entry_added' ELSE 'entry_unsealed' END, e.seq
    FROM core.audit_entries AS e
    CROSS JOIN held
    LEFT JOIN waiting AS w ON w.seq = e.seq
    WHERE e.seq >= first_seq AND e.seq < end_seq
        AND (held.seqs IS NULL OR NOT held.seqs @> e.seq)
        AND (w.seq IS NULL OR e.at < now() - interval '1 minute')
    ORDER BY e.seq
$$;
