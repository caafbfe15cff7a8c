-- Lists of members that staff bring in as a file: filled in parts, checked row by row, then
-- committed by whichever process comes by (api/jobs/imports.c).

ALTER TABLE core.memberships ADD COLUMN employment_kind text CHECK (employment_kind IN
    ('contract', 'public', 'dispatched', 'flexible', 'gig'));

CREATE TABLE core.imports (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    organisation_id uuid NOT NULL REFERENCES core.organisations,
    created_by uuid NOT NULL REFERENCES core.admins,
    file_name text CHECK (char_length(file_name) BETWEEN 1 AND 120),
    total_parts bigint CHECK (total_parts BETWEEN 1 AND 1000), -- NULL: as many as come
    state text NOT NULL DEFAULT 'open' CHECK (state IN
        ('open', 'validating', 'validated', 'committing', 'committed', 'cancelled')),
    rows_total bigint NOT NULL DEFAULT 0 CHECK (rows_total BETWEEN 0 AND 100000),
    -- Of the rows checked so far; new and changed ones that are committed count as both.
    rows_checked bigint NOT NULL DEFAULT 0,
    rows_new bigint NOT NULL DEFAULT 0,
    rows_changed bigint NOT NULL DEFAULT 0,
    rows_unchanged bigint NOT NULL DEFAULT 0,
    rows_rejected bigint NOT NULL DEFAULT 0,
    rows_committed bigint NOT NULL DEFAULT 0,
    at_part bigint NOT NULL DEFAULT 0, -- the last row that the check or the commit has come to
    at_line bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    validated_at timestamptz,
    committed_by uuid REFERENCES core.admins,
    commit_request_id uuid,
    started_at timestamptz, -- of the last check or, later, the commit
    finished_at timestamptz,
    purged_at timestamptz, -- since when its rows are gone
    -- The process that commits, and until when the others leave it alone.
    lease_holder uuid,
    lease_until timestamptz NOT NULL DEFAULT '-infinity',
    CHECK (rows_checked = rows_new + rows_changed + rows_unchanged + rows_rejected),
    CHECK (rows_committed <= rows_new + rows_changed),
    CHECK (state <> 'committed' OR rows_committed = rows_new + rows_changed),
    CHECK ((state IN ('committing', 'committed')) = (committed_by IS NOT NULL))
) WITH (fillfactor = 50);
CREATE INDEX imports_organisation ON core.imports (organisation_id, id);
CREATE INDEX imports_at_work ON core.imports (state, started_at)
    WHERE state IN ('validating', 'committing');
CREATE INDEX imports_kept ON core.imports (created_at) WHERE purged_at IS NULL;

-- A part is a whole CSV file with a header of its own, so that parts may come in any order.
CREATE TABLE core.import_parts (
    import_id uuid NOT NULL REFERENCES core.imports,
    part_no bigint NOT NULL CHECK (part_no BETWEEN 1 AND 1000),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32), -- SHA-256 of its text
    lines bigint NOT NULL CHECK (lines >= 0), -- below the header, empty ones too
    rows bigint NOT NULL CHECK (rows BETWEEN 0 AND lines),
    lines_before bigint, -- in the parts before it, once all are there
    PRIMARY KEY (import_id, part_no)
);

-- What was read of one row, in no clear text: masks, blind indexes, and one sealed value (context
-- import_rows|person|ID: name, ID number and phone, a line each) for as long as the row may still be
-- committed. Rows are deleted with their import's cancellation, or a month after its
-- commit. No index holds what the check and the commit change, so that their updates stay HOT.
CREATE TABLE core.import_rows (
    id uuid PRIMARY KEY,
    import_id uuid NOT NULL,
    part_no bigint NOT NULL,
    line bigint NOT NULL CHECK (line >= 2), -- within the part, whose header is line 1
    state text NOT NULL DEFAULT 'pending' CHECK (state IN
        ('pending', 'new', 'changed', 'unchanged', 'rejected', 'committed')),
    cell_problems jsonb NOT NULL DEFAULT '[]', -- seen in the row alone: [{"column", "code"}]
    problems jsonb NOT NULL DEFAULT '[]',      -- these and what the check found
    warnings jsonb NOT NULL DEFAULT '[]',      -- what does not keep it from being committed
    changes text[] NOT NULL DEFAULT '{}',      -- of a known member: account, phone, employment_kind
    real_name_masked text,
    real_name_index bytea,
    id_number_masked text,
    id_number_index bytea,
    phone_masked text,
    phone_index bytea,
    employment_kind text,
    organisation_id uuid, -- where they belong; NULL: no such place below the import's
    joined_on date,
    person_sealed bytea,
    person_id uuid, -- whom the check found, or the commit made
    member_id uuid,
    effect text CHECK (effect IN ('new', 'changed')), -- of a committed row
    UNIQUE (import_id, part_no, line),
    FOREIGN KEY (import_id, part_no) REFERENCES core.import_parts,
    CHECK ((state = 'committed') = (effect IS NOT NULL)),
    CHECK (state <> 'committed' OR num_nulls(person_id, member_id) = 0),
    CHECK (state IN ('pending', 'new', 'changed') OR person_sealed IS NULL)
) WITH (fillfactor = 50);
CREATE INDEX import_rows_id_number ON core.import_rows (id_number_index, import_id);
CREATE INDEX import_rows_phone ON core.import_rows (phone_index, import_id);

-- Rows on their way through a commit: what C sealed for whom (core.import_join).
CREATE TYPE core.import_slip AS (
    row_id uuid,
    person_id uuid,
    member_id uuid,
    real_name_sealed bytea, -- NULL: the person is known
    id_number_sealed bytea,
    phone_sealed bytea -- NULL: the row did not open
);
