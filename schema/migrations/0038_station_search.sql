-- When a station is open on a certain day, in which coordinates it is asked for, and what changed.

-- Public holidays and the days worked in their stead (调休), as the State Council announces them each year.
CREATE TABLE core.holidays (
    day date PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 20),
    -- NULL: a day off. Otherwise a day of work, with the hours of this weekday (1 Monday … 5 Friday).
    worked_as bigint CHECK (worked_as BETWEEN 1 AND 5)
);
-- 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04
INSERT INTO core.holidays (day, name)
SELECT day::date, name
FROM (VALUES
    ('元旦', date '2026-01-01', date '2026-01-03'), ('春节', '2026-02-15', '2026-02-23'),
    ('清明节', '2026-04-04', '2026-04-06'), ('劳动节', '2026-05-01', '2026-05-05'),
    ('端午节', '2026-06-19', '2026-06-21'), ('中秋节', '2026-09-25', '2026-09-27'),
    ('国庆节', '2026-10-01', '2026-10-07')) AS h (name, first, last),
    generate_series(first, last, interval '1 day') AS day;
INSERT INTO core.holidays (day, name, worked_as) VALUES
    ('2026-01-04', '元旦', 5), ('2026-02-14', '春节', 5), ('2026-02-28', '春节', 1),
    ('2026-05-09', '劳动节', 2), ('2026-09-20', '国庆节', 4), ('2026-10-10', '国庆节', 3);

-- Weekday 8 are the hours of public holidays, for stations that keep some of their own then.
ALTER TABLE core.station_hours DROP CONSTRAINT station_hours_weekday_check;
ALTER TABLE core.station_hours ADD CONSTRAINT station_hours_weekday_check CHECK (weekday BETWEEN 1 AND 8);

-- The minutes of the week in a station's spans; a span past Sunday midnight goes on on Monday.
CREATE OR REPLACE FUNCTION core.station_open_minutes(station_id uuid) RETURNS int4multirange
LANGUAGE sql STABLE AS $$
    WITH span AS (
        SELECT ((weekday - 1) * 1440 + extract(epoch FROM opens) / 60)::integer AS first,
               ((weekday - 1) * 1440 + extract(epoch FROM closes) / 60
                + CASE WHEN closes < opens THEN 1440 ELSE 0 END)::integer AS past
        FROM core.station_hours AS hours
        WHERE hours.station_id = station_open_minutes.station_id AND weekday <= 7
    ), piece AS (
        SELECT int4range(first, least(past, 10080)) AS minutes FROM span
        UNION ALL
        SELECT int4range(0, past - 10080) FROM span WHERE past > 10080
    )
    SELECT coalesce(range_agg(minutes), '{}') FROM piece
$$;

-- What takes the place of the weekly hours on one day: its spans, or one row without times when the station
-- stays shut. As in core.station_hours, a span belongs to the day on which it begins, and one that
-- closes at or before it opens ends on the next day.
CREATE TABLE core.station_exceptions (
    station_id uuid NOT NULL REFERENCES core.stations ON DELETE CASCADE,
    day date NOT NULL CHECK (day BETWEEN '2020-01-01' AND '2099-12-31'),
    opens time CHECK (opens < '24:00' AND extract(second FROM opens) = 0),
    closes time CHECK (closes > '00:00' AND extract(second FROM closes) = 0),
    note text CHECK (char_length(note) BETWEEN 1 AND 60),
    UNIQUE NULLS NOT DISTINCT (station_id, day, opens),
    CHECK ((opens IS NULL) = (closes IS NULL)),
    CHECK (opens <> closes)
);

-- The minutes at which a week's hours change from shut to open or back: ascending, alternating, from Monday
-- 00:00; an open week's end that goes on on Monday is none.
CREATE FUNCTION core.week_changes(minutes int4multirange) RETURNS integer[]
LANGUAGE sql IMMUTABLE
RETURN (
    SELECT coalesce(array_agg(change ORDER BY change), '{}')
    FROM (SELECT change
          FROM unnest(minutes) AS span, LATERAL (VALUES (lower(span)), (upper(span) % 10080)) AS c (change)
          GROUP BY change HAVING count(*) = 1) AS alone);

ALTER TABLE core.stations
    -- On public holidays: as on any such weekday, shut, or open in the hours of weekday 8. Those that
    -- heed holidays also work on the days that are worked in their stead.
    ADD COLUMN holiday_hours text NOT NULL DEFAULT 'usual'
        CHECK (holiday_hours IN ('usual', 'closed', 'own')),
    -- Where the week does not tell, in minutes since 1970-01-01 00:00 UTC (core.minute_at), and when in
    -- those it is open: written by triggers from the exceptions and holidays that are not over.
    ADD COLUMN exceptional int4multirange NOT NULL DEFAULT '{}',
    ADD COLUMN exceptional_open int4multirange NOT NULL DEFAULT '{}',
    ADD COLUMN week_changes integer[] NOT NULL GENERATED ALWAYS AS (core.week_changes(open_minutes)) STORED,
    ADD COLUMN grid_lng double precision NOT NULL GENERATED ALWAYS AS (public.ST_X(location)) STORED,
    ADD COLUMN grid_lat double precision NOT NULL GENERATED ALWAYS AS (public.ST_Y(location)) STORED;
-- A whole province is counted from this alone, without its wide rows.
CREATE INDEX stations_grid ON core.stations (grid_lat, grid_lng) WHERE status = 'active';

DROP TRIGGER station_hours_added ON core.station_hours;
DROP TRIGGER station_hours_removed ON core.station_hours;
DROP FUNCTION core.station_hours_changed();

CREATE FUNCTION core.station_hours_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE core.stations AS s
    SET open_minutes = core.station_open_minutes(s.id),
        (exceptional, exceptional_open) = (
            SELECT e.exceptional, e.exceptional_open
            FROM core.station_exceptional(s.id, s.open_24h, s.holiday_hours) AS e)
    WHERE s.id IN (SELECT changed.station_id FROM changed);
    RETURN NULL;
END
$$;
CREATE TRIGGER station_hours_added AFTER INSERT ON core.station_hours
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION core.station_hours_changed();
CREATE TRIGGER station_hours_removed AFTER DELETE ON core.station_hours
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION core.station_hours_changed();
CREATE TRIGGER station_exceptions_added AFTER INSERT ON core.station_exceptions
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION core.station_hours_changed();
CREATE TRIGGER station_exceptions_removed AFTER DELETE ON core.station_exceptions
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION core.station_hours_changed();
CREATE TRIGGER station_exceptions_fixed BEFORE UPDATE ON core.station_exceptions
    FOR EACH STATEMENT EXECUTE FUNCTION core.station_hours_fixed();

CREATE FUNCTION core.holidays_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE core.stations AS s
    SET (exceptional, exceptional_open) = (
            SELECT e.exceptional, e.exceptional_open
            FROM core.station_exceptional(s.id, s.open_24h, s.holiday_hours) AS e)
    WHERE s.holiday_hours <> 'usual';
    RETURN NULL;
END
$$;
CREATE TRIGGER holidays_changed AFTER INSERT OR UPDATE OR DELETE ON core.holidays
    FOR EACH STATEMENT EXECUTE FUNCTION core.holidays_changed();

-- A station's own rules for holidays, and whether it is always open, bear on its days too.
CREATE FUNCTION core.station_rules_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    SELECT e.exceptional, e.exceptional_open INTO NEW.exceptional, NEW.exceptional_open
    FROM core.station_exceptional(NEW.id, NEW.open_24h, NEW.holiday_hours) AS e;
    RETURN NEW;
END
$$;
CREATE TRIGGER station_rules_given BEFORE INSERT ON core.stations
    FOR EACH ROW WHEN (NEW.holiday_hours <> 'usual')
    EXECUTE FUNCTION core.station_rules_changed();
CREATE TRIGGER station_rules_changed BEFORE UPDATE OF open_24h, holiday_hours ON core.stations
    FOR EACH ROW WHEN (OLD.open_24h <> NEW.open_24h OR OLD.holiday_hours <> NEW.holiday_hours)
    EXECUTE FUNCTION core.station_rules_changed();

DROP FUNCTION IF EXISTS api.station_nearby(double precision[], double precision[], bigint[], bigint[],
                                           text[], boolean[], text[]);
DROP FUNCTION IF EXISTS core.stations_within(geometry, double precision, bigint, double precision, uuid,
                                             integer, text[]);
DROP FUNCTION IF EXISTS core.station_reach(geometry, double precision, bigint, double precision, uuid,
                                           integer, text[]);
DROP FUNCTION IF EXISTS api.station_get(uuid);
DROP FUNCTION IF EXISTS api.store_nearby(double precision, double precision, bigint, bigint, text);

ALTER TABLE core.facilities ADD COLUMN name_en text;
UPDATE core.facilities AS f SET name_en = e.name_en
FROM (VALUES
    ('seating', 'Tables and chairs'), ('water', 'Water dispenser'), ('hot_water', 'Hot water'),
    ('microwave', 'Microwave oven'), ('fridge', 'Fridge'), ('aircon', 'Air conditioning'), ('fan', 'Fan'),
    ('phone_charging', 'Phone charging'), ('power_bank', 'Power bank'), ('ebike_charging', 'E-bike charging'),
    ('battery_swap', 'Battery swapping'), ('tire_pump', 'Tyre pump'), ('first_aid', 'First-aid kit'),
    ('aed', 'AED'), ('blood_pressure', 'Blood pressure monitor'), ('thermometer', 'Thermometer'),
    ('heatstroke_medicine', 'Medicine for heatstroke'), ('toilet', 'Toilet'), ('handwash', 'Wash basin'),
    ('shower', 'Shower'), ('changing_room', 'Changing room'), ('nursing_room', 'Nursing room'),
    ('accessible', 'Wheelchair access'), ('rain_gear', 'Umbrellas and raincoats'),
    ('reading', 'Books and newspapers'), ('wifi', 'Wi-Fi'), ('tv', 'Television'), ('locker', 'Lockers'),
    ('sofa', 'Sofa'), ('sewing_kit', 'Sewing kit'), ('toolkit', 'Tools'), ('reading_glasses', 'Reading glasses'),
    ('printer', 'Printer'), ('hair_dryer', 'Hair dryer'), ('discounted_meal', 'Meals at a discount'),
    ('haircut', 'Haircuts'), ('legal_aid', 'Legal advice'), ('donation_corner', 'Give-and-take corner'),
    ('volunteer', 'Volunteers')) AS e (code, name_en)
WHERE e.code = f.code;
ALTER TABLE core.facilities ALTER COLUMN name_en SET NOT NULL;

-- Which stations changed last, for those who keep a copy. Whoever changes a station leaves its number out; one at a
-- time then numbers what is committed (api.station_changes_number), so that no number becomes visible after a
-- greater one has.
CREATE SEQUENCE core.station_change_numbers;
CREATE TABLE core.station_changes (
    station_id uuid PRIMARY KEY, -- outlives its station
    number bigint UNIQUE,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX station_changes_new ON core.station_changes (station_id) WHERE number IS NULL;
INSERT INTO core.station_changes (station_id) SELECT id FROM core.stations;

CREATE FUNCTION core.station_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core.station_changes AS c (station_id)
    VALUES (coalesce(NEW.id, OLD.id))
    ON CONFLICT (station_id) DO UPDATE SET number = NULL, changed_at = now();
    RETURN NULL;
END
$$;
CREATE TRIGGER station_came AFTER INSERT OR DELETE ON core.stations
    FOR EACH ROW EXECUTE FUNCTION core.station_changed();
CREATE TRIGGER station_changed AFTER UPDATE ON core.stations
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION core.station_changed();
