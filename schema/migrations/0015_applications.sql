-- What people ask of the union, and how the staff decide it stage by stage: joining, founding an
-- enterprise's union, transfer to another union, leaving.

-- The stages of each kind, in order. A stage's office is the application's target (the union to join,
-- or the parent of the one to found) or its source (the one to leave): itself, or the nearest at or
-- above it of the level named. A stage that has no office is passed over.
CREATE TABLE core.application_stages (
    kind text NOT NULL CHECK (kind IN ('joining', 'founding', 'transfer', 'leaving')),
    stage smallint NOT NULL CHECK (stage >= 1),
    side text NOT NULL CHECK (side IN ('source', 'target')),
    level text, -- of core.organisations
    days integer NOT NULL CHECK (days BETWEEN 1 AND 365), -- to decide, calendar days
    may_return boolean NOT NULL, -- to the applicant, who mends it
    may_reject boolean NOT NULL,
    PRIMARY KEY (kind, stage)
);
INSERT INTO core.application_stages (kind, stage, side, level, days, may_return, may_reject) VALUES
    ('joining', 1, 'target', NULL, 15, true, true),
    ('founding', 1, 'target', 'district', 15, true, true),
    ('founding', 2, 'target', 'city', 15, true, true),
    ('transfer', 1, 'source', NULL, 15, false, true),
    ('transfer', 2, 'target', NULL, 15, false, true),
    -- Members are free to leave (中国工会章程): the union confirms, and silence confirms too.
    ('leaving', 1, 'source', NULL, 30, false, false);

CREATE TABLE core.applications (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('joining', 'founding', 'transfer', 'leaving')),
    applicant_id uuid NOT NULL REFERENCES core.members,
    person_id uuid REFERENCES core.people, -- who it is about; of a founding who is not yet known
    source_id uuid REFERENCES core.organisations,
    target_id uuid REFERENCES core.organisations,
    form jsonb NOT NULL, -- nothing that tells who a person is
    -- Whom to ask about a founding: {"name", "phone"}, sealed (applications|contact|id) and masked.
    contact_sealed bytea,
    contact jsonb,
    is_duplicate boolean NOT NULL DEFAULT false, -- the person has another account already
    state text NOT NULL DEFAULT 'submitted' CHECK (state IN
        ('submitted', 'in_review', 'returned', 'approved', 'rejected', 'withdrawn')),
    stage smallint NOT NULL,
    organisation_id uuid NOT NULL REFERENCES core.organisations, -- the stage's office
    -- Where staff find it: at the stage's office, and where it came from (the union to join or to
    -- leave, the parent of the one to found) unless that is the office. Both follow when an
    -- organisation moves.
    office_path text COLLATE "C" NOT NULL REFERENCES core.organisations (path) ON UPDATE CASCADE,
    origin_path text COLLATE "C" REFERENCES core.organisations (path) ON UPDATE CASCADE,
    due_at timestamptz NOT NULL, -- for the office, or for the applicant once it is returned
    founded_id uuid REFERENCES core.organisations,
    created_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    -- Its place in lists, ascending: what is due first, and of what is decided the latest first.
    position bigint NOT NULL GENERATED ALWAYS AS (
        CASE WHEN decided_at IS NULL
             THEN (extract(epoch FROM due_at - timestamptz '1970-01-01 00:00+00') * 1000000)::bigint
             ELSE -(extract(epoch FROM decided_at - timestamptz '1970-01-01 00:00+00')
                    * 1000000)::bigint END) STORED,
    CHECK ((state IN ('approved', 'rejected', 'withdrawn')) = (decided_at IS NOT NULL)),
    CHECK (person_id IS NOT NULL OR kind = 'founding'),
    CHECK ((source_id IS NOT NULL) = (kind IN ('transfer', 'leaving'))),
    CHECK ((target_id IS NOT NULL) = (kind <> 'leaving')),
    CHECK (founded_id IS NULL OR kind = 'founding'),
    CHECK (founded_id IS NOT NULL OR kind <> 'founding' OR state <> 'approved'),
    CHECK ((contact IS NULL OR kind = 'founding') AND (contact_sealed IS NULL OR contact IS NOT NULL))
);
-- One open application for a person and for an account, one founding besides, and one for an
-- enterprise. Whoever asks in the name of somebody who has an account does not stand in their way.
CREATE UNIQUE INDEX applications_open_person ON core.applications (person_id)
    WHERE decided_at IS NULL AND kind <> 'founding' AND NOT is_duplicate;
CREATE UNIQUE INDEX applications_open_applicant ON core.applications (applicant_id, (kind = 'founding'))
    WHERE decided_at IS NULL;
CREATE UNIQUE INDEX applications_open_credit_code ON core.applications ((form ->> 'credit_code'))
    WHERE decided_at IS NULL AND kind = 'founding';
CREATE INDEX applications_applicant ON core.applications (applicant_id, created_at DESC, id DESC);
CREATE INDEX applications_person ON core.applications (person_id);
-- A large part of the tree is listed along the first, a small one along the others.
CREATE INDEX applications_position ON core.applications (position, id);
CREATE INDEX applications_office ON core.applications (office_path, position, id);
CREATE INDEX applications_origin ON core.applications (origin_path, position, id)
    WHERE origin_path IS NOT NULL;
-- What time decides: see applications_expire.
CREATE INDEX applications_lapsing ON core.applications (due_at)
    WHERE decided_at IS NULL AND (kind = 'leaving' OR state = 'returned');

-- Who did what with an application, and when; never changed.
CREATE TABLE core.application_steps (
    seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    application_id uuid NOT NULL REFERENCES core.applications,
    stage smallint NOT NULL,
    decision text NOT NULL CHECK (decision IN ('submitted', 'resubmitted', 'approved', 'returned',
                                               'rejected', 'withdrawn', 'lapsed')),
    organisation_id uuid REFERENCES core.organisations, -- whose staff did it
    actor_kind text NOT NULL CHECK (actor_kind IN ('member', 'admin', 'system')),
    actor_id uuid, -- of core.members or core.admins
    comment text CHECK (char_length(comment) BETWEEN 1 AND 500),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((actor_kind = 'admin') = (organisation_id IS NOT NULL)),
    CHECK ((actor_kind = 'system') = (actor_id IS NULL))
);
CREATE INDEX application_steps_application ON core.application_steps (application_id, seq);
CREATE TRIGGER application_steps_kept BEFORE DELETE OR TRUNCATE OR UPDATE ON core.application_steps
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- What C makes of the papers that somebody shows: see api/person.h.
CREATE TYPE core.papers AS (
    person_id uuid, -- for a person who is not known yet: what is sealed is sealed for it
    real_name_masked text, real_name_sealed bytea, real_name_index bytea,
    id_number_masked text, id_number_sealed bytea, id_number_index bytea,
    phone_masked text, phone_sealed bytea, phone_index bytea -- sealed for the account
);

-- Staff are people too: nobody decides what they have asked for themselves.
ALTER TABLE core.admins ADD COLUMN person_id uuid REFERENCES core.people;
