-- A member suggests where a station should be: so many in 30 days, and not where one is already.
CREATE OR REPLACE FUNCTION api.station_suggestion_create(
    caller_id uuid, name text, address text, district_code text, lng double precision, lat double precision,
    reason text, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    place CONSTANT geometry := ST_SnapToGrid(ST_SetSRID(ST_MakePoint(lng, lat), 4326), 0.000001);
    suggestion core.station_suggestions;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'station_suggestion_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM FROM core.members AS m WHERE m.id = caller_id FOR NO KEY UPDATE; -- who counts alone
    outcome := CASE
        WHEN core.benefits_from(caller_id) IS NULL THEN 'membership_required'
        WHEN EXISTS (SELECT FROM core.stations AS s
                     WHERE s.status = 'active' AND s.location && core.station_box(place, 50)
                         AND ST_DistanceSpheroid(s.location, place) <= 50)
            THEN 'station_there_already'
        WHEN (SELECT count(*) FROM core.station_suggestions AS s
              WHERE s.member_id = caller_id AND s.created_at > now() - interval '30 days')
            >= (SELECT r.suggestions_a_month FROM core.station_rules AS r) THEN 'station_suggestion_limit' END;
    IF outcome IS NULL THEN
        INSERT INTO core.station_suggestions AS s
            (member_id, name, address, district_code, location, reason, organisation_id)
        VALUES (caller_id, station_suggestion_create.name, station_suggestion_create.address,
                station_suggestion_create.district_code, place, station_suggestion_create.reason,
                core.region_organisation(station_suggestion_create.district_code))
        RETURNING s.* INTO suggestion;
        outcome := 'ok';
        PERFORM core.audit_write(
            'member', caller_id, 'station_suggestion_create', suggestion.organisation_id, 'station_suggestion',
            suggestion.id, jsonb_build_object('district_code', district_code), NULL, request_id);
        body := core.station_suggestion_json(suggestion);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'station_suggestion_create', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
