-- One of the staff moves a suggestion within their reach on: to reviewing, accepted or rejected. Accepted, it becomes
-- a station that is suspended until its hours are known. What is decided stays so; reviewing twice changes nothing.
CREATE OR REPLACE FUNCTION core.station_suggestion_decided(
    caller_id uuid, allowed_roles text[], resource text, suggestion_id uuid, state text, answer text, action text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    suggestion core.station_suggestions;
    was text;
    built uuid;
BEGIN
    SELECT s.* INTO suggestion FROM core.station_suggestions AS s
    WHERE s.id = suggestion_id AND core.staff_covers(caller_id, allowed_roles, resource, s.organisation_id)
    FOR NO KEY UPDATE;
    was := suggestion.state;
    outcome := CASE
        WHEN suggestion.id IS NULL THEN 'station_suggestion_not_found'
        WHEN was IN ('accepted', 'rejected') THEN 'station_suggestion_decided'
        ELSE 'ok' END;
    IF outcome = 'ok' AND state = 'accepted' THEN
        INSERT INTO core.stations AS s (name, address, district_code, location, status, organisation_id)
        VALUES (suggestion.name, suggestion.address, suggestion.district_code, suggestion.location, 'suspended',
                suggestion.organisation_id)
        RETURNING s.id INTO built;
        PERFORM core.station_event(built, 'created', 'admin', caller_id,
                                   jsonb_build_object('suggestion_id', suggestion.id));
    END IF;
    IF outcome = 'ok' AND was <> state THEN
        UPDATE core.station_suggestions AS s
        SET state = station_suggestion_decided.state, answer = station_suggestion_decided.answer, station_id = built,
            decided_at = CASE WHEN station_suggestion_decided.state <> 'reviewing' THEN now() END,
            decided_by = caller_id
        WHERE s.id = suggestion.id RETURNING s.* INTO suggestion;
        PERFORM core.audit_write(
            'admin', caller_id, action, suggestion.organisation_id, 'station_suggestion', suggestion.id,
            jsonb_build_object('state', jsonb_build_array(was, state), 'station_id', built), NULL, request_id);
    END IF;
    IF outcome = 'ok' THEN
        body := core.station_suggestion_json(suggestion);
    END IF;
END
$$;
