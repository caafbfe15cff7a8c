-- Points of GeoJSON as rows of a list of stations: the members of properties are its columns, and lines are counted
-- from 1.
CREATE OR REPLACE FUNCTION core.station_features_read(features jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
    SELECT jsonb_agg((f.said - ARRAY['facilities', 'photos']) || jsonb_strip_nulls(jsonb_build_object(
        'line', f.ord, 'id', f.feature ->> 'id', 'lng', f.feature #>> '{geometry,coordinates,0}',
        'lat', f.feature #>> '{geometry,coordinates,1}',
        'facilities', array_to_string(core.text_array(f.said -> 'facilities'), ' '),
        'photos', array_to_string(core.text_array(f.said -> 'photos'), ' '))) ORDER BY f.ord)
    FROM (SELECT e.feature, e.feature -> 'properties' AS said, e.ord
          FROM jsonb_array_elements(features) WITH ORDINALITY AS e (feature, ord)) AS f
$$;
