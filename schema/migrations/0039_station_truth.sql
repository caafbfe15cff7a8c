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
    -- of one member
    checks_a_day bigint NOT NULL DEFAULT 20 CHECK (checks_a_day BETWEEN 1 AND 1000),
    visits_a_day bigint NOT NULL DEFAULT 30 CHECK (visits_a_day BETWEEN 1 AND 1000),
    tickets_a_day bigint NOT NULL DEFAULT 5 CHECK (tickets_a_day BETWEEN 1 AND 1000),
    suggestions_a_month bigint NOT NULL DEFAULT 5 CHECK (suggestions_a_month BETWEEN 1 AND 1000),
    -- of tickets, from when it was reported; and how long until a repair is taken as confirmed
    acknowledge_hours bigint NOT NULL DEFAULT 24 CHECK (acknowledge_hours BETWEEN 1 AND 720),
    fix_hours bigint NOT NULL DEFAULT 120 CHECK (fix_hours BETWEEN 1 AND 2160),
    confirm_hours bigint NOT NULL DEFAULT 168 CHECK (confirm_hours BETWEEN 1 AND 2160)
);
INSERT INTO core.station_rules DEFAULT VALUES;

ALTER TABLE core.stations
    ADD COLUMN verified_by text COLLATE "C" CHECK (verified_by IN ('staff', 'keeper')),
    -- when anybody last saw that it is as shown: staff, a keeper, a member who found it open
    ADD COLUMN confirmed_at timestamptz,
    -- since when nobody did for too long, or since members found it shut
    ADD COLUMN unconfirmed_since timestamptz;
UPDATE core.stations SET verified_by = 'staff', confirmed_at = verified_at WHERE verified_at IS NOT NULL;
CREATE INDEX stations_confirmed ON core.stations ((coalesce(confirmed_at, created_at)))
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

-- Who found a station open or shut, once a day, and who visited it. Where somebody was is nobody's business
-- for long: rows go after a week (api.station_marks_prune), the sums of a day stay.
CREATE TABLE core.station_checks (
    station_id uuid NOT NULL REFERENCES core.stations,
    day date NOT NULL, -- in Shanghai
    member_id uuid NOT NULL REFERENCES core.members,
    is_open boolean NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, day, member_id)
);
CREATE INDEX station_checks_member ON core.station_checks (member_id, day);
CREATE INDEX station_checks_day ON core.station_checks (day);
CREATE TABLE core.station_visits (
    station_id uuid NOT NULL REFERENCES core.stations,
    day date NOT NULL, -- in Shanghai
    member_id uuid NOT NULL REFERENCES core.members,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, day, member_id)
);
CREATE INDEX station_visits_member ON core.station_visits (member_id, day);
CREATE INDEX station_visits_day ON core.station_visits (day);
CREATE TABLE core.station_days (
    station_id uuid NOT NULL REFERENCES core.stations,
    day date NOT NULL, -- in Shanghai
    visits bigint NOT NULL DEFAULT 0 CHECK (visits >= 0),
    open_checks bigint NOT NULL DEFAULT 0 CHECK (open_checks >= 0),
    shut_checks bigint NOT NULL DEFAULT 0 CHECK (shut_checks >= 0),
    PRIMARY KEY (station_id, day)
);

-- What members find wrong at a station, until it is mended and they say so.
CREATE TABLE core.station_tickets (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    station_id uuid NOT NULL REFERENCES core.stations,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('facility', 'shut', 'dirty', 'unsafe', 'wrong_details', 'other')),
    facility text REFERENCES core.facilities,
    note text CHECK (char_length(note) BETWEEN 1 AND 200),
    state text COLLATE "C" NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'acknowledged', 'fixed', 'confirmed')),
    reporter_id uuid REFERENCES core.members, -- NULL: several members found it shut
    answer text CHECK (char_length(answer) BETWEEN 1 AND 200), -- of who mended it
    reopened bigint NOT NULL DEFAULT 0 CHECK (reopened >= 0), -- how often it was not mended after all
    created_at timestamptz NOT NULL DEFAULT now(),
    acknowledge_due timestamptz NOT NULL,
    fix_due timestamptz NOT NULL,
    acknowledged_at timestamptz,
    fixed_at timestamptz,
    confirmed_at timestamptz,
    confirmed_by text COLLATE "C" CHECK (confirmed_by IN ('reporter', 'time')),
    CHECK ((kind = 'facility') = (facility IS NOT NULL)),
    CHECK (state = 'new' OR acknowledged_at IS NOT NULL),
    CHECK (state NOT IN ('fixed', 'confirmed') OR num_nulls(fixed_at, answer) = 0),
    CHECK ((state = 'confirmed') = (num_nonnulls(confirmed_at, confirmed_by) = 2))
);
CREATE INDEX station_tickets_station ON core.station_tickets (station_id, id);
CREATE INDEX station_tickets_reporter ON core.station_tickets (reporter_id, id);
CREATE INDEX station_tickets_fixed ON core.station_tickets (fixed_at) WHERE state = 'fixed';
CREATE UNIQUE INDEX station_tickets_live ON core.station_tickets (station_id, kind, coalesce(facility, ''))
    WHERE state IN ('new', 'acknowledged');

-- Where members would have a station.
CREATE TABLE core.station_suggestions (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    member_id uuid NOT NULL REFERENCES core.members,
    organisation_id uuid NOT NULL REFERENCES core.organisations, -- which decides: that of the region
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    address text NOT NULL CHECK (char_length(address) BETWEEN 1 AND 120),
    district_code text NOT NULL CHECK (district_code ~ '^[0-9]{6}$'), -- GB/T 2260
    location geometry(Point, 4326) NOT NULL, -- GCJ-02, as of stations
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 200),
    state text COLLATE "C" NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'reviewing', 'accepted', 'rejected')),
    answer text CHECK (char_length(answer) BETWEEN 1 AND 200),
    station_id uuid UNIQUE REFERENCES core.stations,
    created_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    decided_by uuid REFERENCES core.admins, -- also who looks into it
    CHECK ((state = 'accepted') = (station_id IS NOT NULL)),
    CHECK ((state IN ('accepted', 'rejected')) = (num_nonnulls(answer, decided_at) = 2)),
    CHECK ((state = 'pending') = (decided_by IS NULL))
);
CREATE INDEX station_suggestions_member ON core.station_suggestions (member_id, id);
CREATE INDEX station_suggestions_organisation ON core.station_suggestions (organisation_id, id);
