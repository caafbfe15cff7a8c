-- The rights of staff: what waits for a second person.

-- An operation that one of the staff asked for and that happens when another asks for the same
-- (core.second_person). It holds no body, only the request's fingerprint: the second person writes
-- what they agree to themselves.
CREATE TABLE core.pending_operations (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    operation text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32), -- method, path and body
    subject_id uuid, -- what it is about, such as a person or an account
    organisation_id uuid NOT NULL REFERENCES core.organisations, -- whose staff see it
    asked_by uuid NOT NULL REFERENCES core.admins,
    reason text CHECK (char_length(reason) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours',
    ended_at timestamptz,
    ended_as text CHECK (ended_as IN ('done', 'withdrawn', 'expired', 'lapsed')),
    ended_by uuid REFERENCES core.admins,
    CHECK ((ended_at IS NULL) = (ended_as IS NULL)),
    CHECK ((ended_as IN ('done', 'withdrawn')) = (ended_by IS NOT NULL)),
    CHECK (ended_as <> 'done' OR ended_by <> asked_by)
);
CREATE UNIQUE INDEX pending_operations_open ON core.pending_operations (operation, fingerprint)
    WHERE ended_at IS NULL;
CREATE INDEX pending_operations_organisation ON core.pending_operations (organisation_id, id)
    WHERE ended_at IS NULL;
