-- A list of things with lng and lat as a FeatureCollection (RFC 7946). Its coordinates are WGS-84 only when that
-- was asked for, so it says which system they are in. NULL stays NULL.
CREATE OR REPLACE FUNCTION core.geojson(body json) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'type', 'FeatureCollection', 'coordinate_system', body ->> 'crs',
        'features', coalesce((
            SELECT json_agg(json_build_object(
                'type', 'Feature', 'id', item ->> 'id',
                'geometry', json_build_object('type', 'Point', 'coordinates', json_build_array(
                    item -> 'lng', item -> 'lat')),
                'properties', item::jsonb - ARRAY['id', 'lng', 'lat', 'crs']) ORDER BY i.ord)
            FROM json_array_elements(body -> 'items') WITH ORDINALITY AS i (item, ord)), '[]'),
        'next_cursor', body -> 'next_cursor')
    WHERE body IS NOT NULL
$$;
