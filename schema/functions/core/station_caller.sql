-- As what somebody acts on a station that core.station_office let them: keeper, or one of the staff (admin).
CREATE OR REPLACE FUNCTION core.station_caller(caller_id uuid) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM core.members AS m WHERE m.id = station_caller.caller_id)
                THEN 'keeper' ELSE 'admin' END
$$;
