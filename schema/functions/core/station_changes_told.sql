-- Changes of a station as they are written down: of a phone, which may be somebody's own, only that it changed.
-- NULL: none.
CREATE OR REPLACE FUNCTION core.station_changes_told(changes jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN changes ? 'phone' THEN changes || '{"phone": ["***", "***"]}' ELSE coalesce(changes, '{}') END
$$;
