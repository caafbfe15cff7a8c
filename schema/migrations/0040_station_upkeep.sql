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

ALTER TABLE core.stations
    ADD COLUMN photos text[] NOT NULL DEFAULT '{}' -- https URLs
        CHECK (cardinality(photos) <= 9 AND array_position(photos, NULL) IS NULL
               AND array_to_string(photos, ' ') ~ '^(https://[^ ]+( |$))*$'),
    -- [{"level": "national" | "province" | "city", "name": …, "year": …}]; there is no national grading by stars.
    ADD COLUMN honours jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(honours) = 'array');
CREATE INDEX stations_name ON core.stations (name) WHERE status <> 'closed';

-- A row of a list of stations that is brought in (core.station_slips): what it says, NULL where it says nothing,
-- and what becomes of it. station_id: of the station that it is about, or is going to be.
CREATE TYPE core.station_slip AS (
    line bigint, station_id uuid, name text, address text, district_code text, place geometry,
    facilities text[], open_24h boolean, hours jsonb, phone text, host_unit text, capacity bigint, area_m2 bigint,
    photos text[], state text, problems jsonb, near_id uuid, changes jsonb);

-- Where an organisation's people are at work, in GCJ-02: what rest stations should be within reach of.
CREATE TABLE core.organisation_sites (
    organisation_id uuid PRIMARY KEY REFERENCES core.organisations,
    location geometry(Point, 4326) NOT NULL
        CHECK (ST_X(location) BETWEEN -180 AND 180 AND ST_Y(location) BETWEEN -85 AND 85)
);
-- A place from which people walk to a station; weight: how many they are.
CREATE TYPE core.demand_point AS (name text, district_code text, place geometry, weight bigint);
