-- A station that the caller may change, locked until the transaction ends: one of the staff whose organisations
-- it belongs to, or, where the operation is for keepers too, who keeps it. NULL for all others, as for unknown
-- ids.
CREATE OR REPLACE FUNCTION core.station_covered(caller_id uuid, allowed_roles text[], resource text,
                                                station_id uuid)
RETURNS core.stations
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    station core.stations;
BEGIN
    SELECT s.* INTO station FROM core.stations AS s
    WHERE s.id = station_covered.station_id
        AND (core.staff_covers(caller_id, allowed_roles, resource, s.organisation_id)
             OR ('station_keeper' = ANY (allowed_roles) AND core.station_is_kept_by(s.id, caller_id)))
    FOR NO KEY UPDATE;
    RETURN station;
END
$$;
