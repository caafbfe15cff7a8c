-- The truth about stations: who last saw that a station is as shown, and what was reported of it. Who keeps one
-- has a grant of the role station_keeper (core.role_grants).

-- Numbers that stand for everybody; one row.
CREATE TABLE core.station_rules (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    unconfirmed_after_days bigint NOT NULL DEFAULT 14 CHECK (unconfirmed_after_days BETWEEN 1 AND 365),
    -- how far from a station a member may be who says something about it
    check_within_m bigint NOT NULL DEFAULT 300 CHECK (check_within_m BETWEEN 10 AND 5000),
    -- of a day: members who must find it shut while it should be open, before it is unconfirmed
    shut_checks bigint NOT NULL DEFAULT 2 CHECK (shut_checks BETWEEN 1 AND 100),
    checks_a_day bigint NOT NULL DEFAULT 20 CHECK (checks_a_day BETWEEN 1 AND 1000), -- of one member
    tickets_a_day bigint NOT NULL DEFAULT 5 CHECK (tickets_a_day BETWEEN 1 AND 1000), -- of one member
    suggestions_a_month bigint NOT NULL DEFAULT 5 CHECK (suggestions_a_month BETWEEN 1 AND 1000),
    acknowledge_hours bigint NOT NULL DEFAULT 24 CHECK (acknowledge_hours BETWEEN 1 AND 720),
    fix_hours bigint NOT NULL DEFAULT 120 CHECK (fix_hours BETWEEN 1 AND 2160), -- from when it was reported
    confirm_hours bigint NOT NULL DEFAULT 168 CHECK (confirm_hours BETWEEN 1 AND 2160) -- then taken as confirmed
);
INSERT INTO core.station_rules DEFAULT VALUES;

ALTER TABLE core.stations
    ADD COLUMN verified_by text COLLATE "C" CHECK (verified_by IN ('staff', 'keeper')),
    -- when anybody last saw that it is as shown: staff, a keeper, a member who found it open
    ADD COLUMN confirmed_at timestamptz,
    -- since when nobody did for too long, or since members found it shut
    ADD COLUMN unconfirmed_since timestamptz;
UPDATE core.stations SET verified_by = 'staff', confirmed_at = verified_at WHERE verified_at IS NOT NULL;
CREATE INDEX stations_confirmed ON core.stations (confirmed_at NULLS FIRST)
    WHERE status = 'active' AND unconfirmed_since IS NULL;

-- What became of a station, for its history. detail: nothing that tells who a person is.
CREATE TABLE core.station_events (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    station_id uuid NOT NULL REFERENCES core.stations,
    kind text COLLATE "C" NOT NULL CHECK (kind ~ '^[a-z_]{3,40}$'),
    by_kind text COLLATE "C" NOT NULL CHECK (by_kind IN ('admin', 'keeper', 'member', 'system')),
    by_id uuid, -- of the admin or member
    detail jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(detail) = 'object'),
    at timestamptz NOT NULL DEFAULT now(),
    CHECK ((by_kind = 'system') = (by_id IS NULL))
);
CREATE INDEX station_events_station ON core.station_events (station_id, id);
CREATE TRIGGER station_events_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.station_events
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
