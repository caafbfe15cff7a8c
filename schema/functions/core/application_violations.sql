-- What must never be: one row for each breach of the rules of applications. Reads everything; for
-- tests and for a replica.
CREATE OR REPLACE FUNCTION core.application_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'A1 last step', a.id::text
    FROM core.applications AS a
    LEFT JOIN LATERAL (
        SELECT s.decision FROM core.application_steps AS s
        WHERE s.application_id = a.id ORDER BY s.seq DESC LIMIT 1) AS last ON true
    WHERE NOT coalesce(CASE a.state
        WHEN 'submitted' THEN last.decision IN ('submitted', 'resubmitted')
        WHEN 'in_review' THEN last.decision = 'approved'
        WHEN 'withdrawn' THEN last.decision IN ('withdrawn', 'lapsed')
        ELSE last.decision = a.state END, false)
    UNION ALL
    SELECT 'A2 effect', a.id::text
    FROM core.applications AS a
    WHERE a.state = 'approved' AND a.kind IN ('joining', 'transfer') AND NOT a.is_duplicate
        AND (SELECT count(*) FROM core.memberships AS s WHERE s.source_id = a.id) <> 1
    UNION ALL
    SELECT 'A3 effect without approval', s.id::text
    FROM core.memberships AS s
    JOIN core.applications AS a ON a.id = s.source_id
    WHERE a.state <> 'approved'
    UNION ALL
    SELECT 'A4 office', a.id::text
    FROM core.applications AS a
    JOIN core.organisations AS office ON office.id = a.organisation_id
    JOIN core.organisations AS origin ON origin.id = coalesce(a.source_id, a.target_id)
    WHERE a.office_path <> office.path
        OR coalesce(a.origin_path, a.office_path) <> origin.path
$$;
