-- Who looks after a station.

-- The union of a region: that of the district, else of its city, its province, and of the whole tree
-- where there is none of these.
CREATE FUNCTION core.region_organisation(district_code text) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT o.id FROM core.organisations AS o
    WHERE o.status = 'active' AND (o.parent_id IS NULL OR o.code IN (
        region_organisation.district_code, left(region_organisation.district_code, 4) || '00',
        left(region_organisation.district_code, 2) || '0000'))
    ORDER BY o.code IN (region_organisation.district_code,
                        left(region_organisation.district_code, 4) || '00',
                        left(region_organisation.district_code, 2) || '0000') DESC,
        length(o.path) DESC, o.path
    LIMIT 1
$$;
ALTER TABLE core.stations ADD COLUMN organisation_id uuid REFERENCES core.organisations;
UPDATE core.stations AS s SET organisation_id = owner.id
FROM (SELECT d.district_code, core.region_organisation(d.district_code) AS id
      FROM (SELECT DISTINCT o.district_code FROM core.stations AS o) AS d) AS owner
WHERE owner.district_code = s.district_code;
ALTER TABLE core.stations ALTER COLUMN organisation_id SET NOT NULL;
COMMENT ON COLUMN core.stations.organisation_id IS 'whose staff look after it; without one the union of its region does';
CREATE INDEX stations_organisation ON core.stations (organisation_id, id);

CREATE FUNCTION core.station_placed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.organisation_id := core.region_organisation(NEW.district_code);
    RETURN NEW;
END
$$;
CREATE TRIGGER station_placed BEFORE INSERT ON core.stations
    FOR EACH ROW WHEN (NEW.organisation_id IS NULL) EXECUTE FUNCTION core.station_placed();
