-- The organisation whose staff decide about a grant: its own, the one that its merchant has its contract
-- with, or the one that looks after its station.
CREATE OR REPLACE FUNCTION core.role_grant_place(granted core.role_grants) RETURNS uuid
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(granted.organisation_id,
        (SELECT m.organisation_id FROM core.merchants AS m WHERE m.id = granted.merchant_id),
        (SELECT s.organisation_id FROM core.stations AS s WHERE s.id = granted.station_id))
$$;
