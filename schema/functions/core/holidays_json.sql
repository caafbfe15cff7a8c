-- The days off and the days worked in their stead from a day to another, in their order.
CREATE OR REPLACE FUNCTION core.holidays_json(since date, until date) RETURNS jsonb
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('day', h.day, 'name', h.name, 'worked_as', h.worked_as)
                              ORDER BY h.day), '[]')
    FROM core.holidays AS h WHERE h.day BETWEEN since AND until
$$;
