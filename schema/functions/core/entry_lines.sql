-- Journals of some accounts, newest first: those of the first account, then those of the next, from
-- the given place on (account NULL: from the beginning). nth and line say where each stands.
CREATE OR REPLACE FUNCTION core.entry_lines(
    accounts uuid[], account uuid, before_line bigint, row_limit bigint)
RETURNS TABLE (nth bigint, member_id uuid, line bigint, journal_id uuid)
LANGUAGE sql STABLE
AS $$
    SELECT a.nth, a.id, e.line, e.journal_id
    FROM unnest(entry_lines.accounts) WITH ORDINALITY AS a (id, nth)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN a.id = entry_lines.account THEN entry_lines.before_line
                    ELSE 9223372036854775807 END AS line
    ) AS bound
    CROSS JOIN LATERAL (
        (SELECT o.line, o.journal_id FROM core.entries AS o
         WHERE o.member_id = a.id AND o.account = 'available' AND o.line < bound.line
         ORDER BY o.line DESC LIMIT entry_lines.row_limit)
        UNION
        (SELECT o.line, o.journal_id FROM core.entries AS o
         WHERE o.member_id = a.id AND o.account IN ('held', 'pending', 'debt')
             AND o.line < bound.line
         ORDER BY o.line DESC LIMIT entry_lines.row_limit)
    ) AS e
    WHERE entry_lines.account IS NULL
        OR a.nth >= array_position(entry_lines.accounts, entry_lines.account)
    ORDER BY a.nth, e.line DESC LIMIT entry_lines.row_limit
$$;
