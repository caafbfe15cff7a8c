-- The boxes in GCJ-02 of west,south,east,north (RFC 7946, 5): two when west is east of east, for then it reaches
-- across the date line. NULL when there is no such place.
CREATE OR REPLACE FUNCTION core.bbox_boxes(bbox text, crs text) RETURNS geometry[]
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    side double precision[] := string_to_array(bbox, ',')::double precision[];
    southwest geometry := core.gcj02_from(crs, ST_SetSRID(ST_MakePoint(side[1], side[2]), 4326));
    northeast geometry := core.gcj02_from(crs, ST_SetSRID(ST_MakePoint(side[3], side[4]), 4326));
    west double precision := ST_X(southwest);
    south double precision := ST_Y(southwest);
    east double precision := ST_X(northeast);
    north double precision := ST_Y(northeast);
BEGIN
    IF greatest(abs(side[1]), abs(side[3])) > 180 OR greatest(abs(side[2]), abs(side[4])) > 90 OR side[2] > side[4] THEN
        RETURN NULL;
    ELSIF side[1] <= side[3] THEN
        RETURN ARRAY[ST_MakeEnvelope(west, south, east, north, 4326)];
    END IF;
    RETURN ARRAY[ST_MakeEnvelope(west, south, 180, north, 4326), ST_MakeEnvelope(-180, south, east, north, 4326)];
END
$$;
