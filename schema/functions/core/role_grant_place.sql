-- The organisation whose staff decide about a grant: its own, or that of the region of its station or
-- merchant, as far down as there is one.
CREATE OR REPLACE FUNCTION core.role_grant_place(granted core.role_grants) RETURNS uuid
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(granted.organisation_id,
        (SELECT o.id
         FROM (SELECT s.district_code FROM core.stations AS s WHERE s.id = granted.station_id
               UNION ALL
               SELECT m.district_code FROM core.merchants AS m WHERE m.id = granted.merchant_id) AS region
         JOIN core.organisations AS o ON o.code IN (region.district_code,
             left(region.district_code, 4) || '00', left(region.district_code, 2) || '0000')
         ORDER BY length(o.path) DESC LIMIT 1))
$$;
