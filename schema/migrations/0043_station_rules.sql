-- What holds for all stations, as the platform's staff say it: the rules of checks and tickets, and the days off.

-- Counts how often days off that matter to anybody's hours have changed.
ALTER TABLE core.station_rules ADD COLUMN holidays_version bigint NOT NULL DEFAULT 1;
-- As of which of these a station that heeds days off says when it is open; others do not care.
ALTER TABLE core.stations ADD COLUMN holidays_version bigint NOT NULL DEFAULT 1;
CREATE INDEX stations_holidays ON core.stations (holidays_version, id) WHERE holiday_hours <> 'usual';

-- The first stations follow at once, the rest soon (api.station_holidays_apply): a union has 100,000 of them.
DROP TRIGGER holidays_changed ON core.holidays;
CREATE OR REPLACE FUNCTION core.holidays_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM changed AS c WHERE c.day >= core.today() - 2) THEN
        UPDATE core.station_rules AS r SET holidays_version = r.holidays_version + 1;
        PERFORM core.station_holidays_apply(200);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER holidays_added AFTER INSERT ON core.holidays
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION core.holidays_changed();
CREATE TRIGGER holidays_changed AFTER UPDATE ON core.holidays
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION core.holidays_changed();
CREATE TRIGGER holidays_removed AFTER DELETE ON core.holidays
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION core.holidays_changed();

-- The version first: hours worked out from days that changed meanwhile are worked out again.
CREATE OR REPLACE FUNCTION core.station_rules_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.holidays_version := (SELECT r.holidays_version FROM core.station_rules AS r);
    SELECT e.exceptional, e.exceptional_open INTO NEW.exceptional, NEW.exceptional_open
    FROM core.station_exceptional(NEW.id, NEW.open_24h, NEW.holiday_hours) AS e;
    RETURN NEW;
END
$$;

-- Replaced by ones that take more.
DROP FUNCTION IF EXISTS api.role_grant_list(uuid, text[], text, uuid, uuid, uuid, boolean, bigint, text);
