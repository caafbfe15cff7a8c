-- What a map of a box shows: the stations themselves while there are at most 200, else how many stand in each
-- square of a grid. So an answer has at most 200 stations or 841 squares.
CREATE OR REPLACE FUNCTION api.station_map(
    bbox text, zoom bigint, crs text, open_now boolean, facilities text[], district_code text, answer_crs text,
    geojson boolean, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    boxes geometry[] := core.bbox_boxes(bbox, crs);
    minute integer := core.minute_at(now());
    wanted bigint := core.facility_bits(facilities);
    found uuid[];
    stations json := json '[]';
    clusters json := json '[]';
BEGIN
    IF boxes IS NULL THEN
        outcome := 'area_invalid';
        RETURN;
    END IF;
    found := ARRAY(
        SELECT p.station_id FROM core.pins_in(boxes, minute, open_now, wanted, district_code) AS p LIMIT 201);
    IF cardinality(found) <= 200 THEN
        stations := core.map_stations(found, answer_crs, minute);
    ELSE
        clusters := core.map_clusters(boxes, core.map_cell(boxes, zoom), minute, open_now, wanted,
                                      district_code, answer_crs);
    END IF;
    IF geojson THEN
        body := core.geojson(json_build_object('crs', answer_crs, 'items', CASE
            WHEN cardinality(found) <= 200 THEN stations ELSE clusters END));
    ELSE
        SELECT row_to_json(shown) INTO body
        FROM (SELECT stations, clusters, answer_crs AS crs) AS shown;
    END IF;
    outcome := 'ok';
END
$$;
