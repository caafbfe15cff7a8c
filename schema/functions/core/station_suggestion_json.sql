-- A suggestion as its author and those who decide on it see it.
CREATE OR REPLACE FUNCTION core.station_suggestion_json(suggestion core.station_suggestions) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT suggestion.id, suggestion.name, suggestion.address, suggestion.district_code,
            trim_scale(round(public.ST_X(suggestion.location)::numeric, 7)) AS lng,
            trim_scale(round(public.ST_Y(suggestion.location)::numeric, 7)) AS lat, 'gcj02' AS crs,
            suggestion.reason, suggestion.state, suggestion.answer, suggestion.station_id,
            suggestion.created_at, suggestion.decided_at) AS shown
$$;
