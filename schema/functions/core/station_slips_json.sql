-- What became of the rows of a list, counted and row by row.
CREATE OR REPLACE FUNCTION core.station_slips_json(dry_run boolean, slips core.station_slip[]) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'dry_run', dry_run, 'rows', count(*), 'new', count(*) FILTER (WHERE p.state = 'new'),
        'changed', count(*) FILTER (WHERE p.state = 'changed'),
        'unchanged', count(*) FILTER (WHERE p.state = 'unchanged'),
        'flagged', count(*) FILTER (WHERE p.state = 'flagged'),
        'rejected', count(*) FILTER (WHERE p.state = 'rejected'),
        'items', coalesce(json_agg(json_build_object(
            'line', p.line, 'name', p.name, 'state', p.state,
            'station_id', CASE WHEN NOT (dry_run AND p.state = 'new') THEN p.station_id END,
            'near_id', p.near_id, 'problems', p.problems) ORDER BY p.line), '[]'))
    FROM unnest(slips) AS p
$$;
