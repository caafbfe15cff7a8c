-- The stage that follows after_stage (0: the first) for an application between two organisations, its
-- office, and until when that should decide: the end of the last day in China. No row after the last.
CREATE OR REPLACE FUNCTION core.application_next(kind text, after_stage integer, source_id uuid,
                                                 target_id uuid)
RETURNS TABLE (stage smallint, organisation_id uuid, office_path text, due_at timestamptz)
LANGUAGE sql STABLE
AS $$
    SELECT s.stage, office.id, office.path,
           date_trunc('day', now(), 'Asia/Shanghai') + (s.days + 1) * interval '1 day'
    FROM core.application_stages AS s
    CROSS JOIN LATERAL (
        WITH RECURSIVE above AS (
            SELECT o.id, o.path, o.level, o.parent_id
            FROM core.organisations AS o
            WHERE o.id = CASE s.side WHEN 'source' THEN application_next.source_id
                                     ELSE application_next.target_id END
            UNION ALL
            SELECT o.id, o.path, o.level, o.parent_id
            FROM above JOIN core.organisations AS o ON o.id = above.parent_id
        )
        SELECT above.id, above.path FROM above
        WHERE s.level IS NULL OR above.level = s.level
        ORDER BY length(above.path) DESC LIMIT 1
    ) AS office
    WHERE s.kind = application_next.kind AND s.stage > application_next.after_stage
    ORDER BY s.stage LIMIT 1
$$;
