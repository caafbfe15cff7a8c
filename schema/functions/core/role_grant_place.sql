-- The organisation whose staff decide about a grant: its own, the one that its merchant has its contract
-- with, or that of the region of its station, as far down as there is one.
CREATE OR REPLACE FUNCTION core.role_grant_place(granted core.role_grants) RETURNS uuid
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(granted.organisation_id,
        (SELECT m.organisation_id FROM core.merchants AS m WHERE m.id = granted.merchant_id),
        (SELECT o.id
         FROM core.stations AS s
         JOIN core.organisations AS o ON o.code IN (s.district_code,
             left(s.district_code, 4) || '00', left(s.district_code, 2) || '0000')
         WHERE s.id = granted.station_id
         ORDER BY length(o.path) DESC LIMIT 1))
$$;
