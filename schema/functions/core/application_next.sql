-- The stage that follows after_stage (0: the first) for an application between two organisations, its
-- office, until when that should decide (the end of the last day in China), and the path of where
-- the application comes from unless that is the office. All NULL after the last stage.
CREATE OR REPLACE FUNCTION core.application_next(
    kind text, after_stage integer, source_id uuid, target_id uuid,
    OUT stage smallint, OUT organisation_id uuid, OUT office_path text, OUT origin_path text,
    OUT due_at timestamptz)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    SELECT s.stage, office.id, office.path,
           date_trunc('day', now(), 'Asia/Shanghai') + (s.days + 1) * interval '1 day'
    INTO stage, organisation_id, office_path, due_at
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
    WHERE s.kind = application_next.kind AND s.stage > after_stage
    ORDER BY s.stage LIMIT 1;
    SELECT nullif(o.path, office_path) INTO origin_path FROM core.organisations AS o
    WHERE o.id = coalesce(source_id, target_id);
END
$$;
