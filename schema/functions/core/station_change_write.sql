-- Writes down what the staff or a keeper changed of a station, for the auditors and for its history. changes: as
-- core.json_changes makes them.
CREATE OR REPLACE FUNCTION core.station_change_write(
    caller_id uuid, action text, station core.stations, kind text, changes jsonb, reason text, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    is_staff CONSTANT boolean := EXISTS (SELECT FROM core.admins AS a WHERE a.id = caller_id);
    told CONSTANT jsonb := core.station_changes_told(changes);
BEGIN
    PERFORM core.audit_write(CASE WHEN is_staff THEN 'admin' ELSE 'member' END, caller_id, action,
                             station.organisation_id, 'station', station.id, told, reason, request_id);
    PERFORM core.station_event(station.id, kind, CASE WHEN is_staff THEN 'admin' ELSE 'keeper' END, caller_id,
                               jsonb_build_object('changes', told, 'reason', reason));
END
$$;
