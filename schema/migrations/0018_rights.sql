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

-- How the staff sign in: a password and a code that changes every 30 s (RFC 6238), or one of the
-- recovery codes. The secret is sealed outside (context admins|totp|id), as is the one that will
-- take its place once a code of it was shown.
ALTER TABLE core.admins
    ADD COLUMN display_name text CHECK (char_length(display_name) BETWEEN 1 AND 40),
    ADD COLUMN organisation_id uuid REFERENCES core.organisations, -- whose staff look after it
    ADD COLUMN password_hash text CHECK (password_hash LIKE '$argon2id$%'),
    ADD COLUMN password_set_at timestamptz,
    ADD COLUMN password_expires_at timestamptz, -- of one that was given, to be replaced at once
    ADD COLUMN totp_sealed bytea,
    ADD COLUMN totp_last_step bigint NOT NULL DEFAULT 0, -- a code opens once
    ADD COLUMN totp_next_sealed bytea,
    ADD COLUMN totp_next_expires_at timestamptz,
    ADD COLUMN created_by uuid REFERENCES core.admins,
    ADD CHECK ((password_hash IS NULL) = (password_set_at IS NULL)),
    ADD CHECK ((totp_next_sealed IS NULL) = (totp_next_expires_at IS NULL));
UPDATE core.admins AS a SET organisation_id = (
    SELECT g.organisation_id FROM core.role_grants AS g WHERE g.admin_id = a.id
    ORDER BY g.created_at LIMIT 1);

CREATE TABLE core.recovery_codes (
    admin_id uuid NOT NULL REFERENCES core.admins,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32), -- SHA-256 of 80 random bits as text
    used_at timestamptz,
    PRIMARY KEY (admin_id, hash)
);

-- Attempts to sign in that have not succeeded, by account and by client address, for every process.
-- The keys are keyed hashes: there is neither a name that somebody typed nor an address here.
CREATE TABLE core.sign_in_failures (
    kind text NOT NULL CHECK (kind IN ('account', 'address', 'password')),
    key bytea NOT NULL CHECK (octet_length(key) BETWEEN 16 AND 32),
    failures integer NOT NULL DEFAULT 0,
    last_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    locked_until timestamptz,
    PRIMARY KEY (kind, key)
);
CREATE INDEX sign_in_failures_last_at ON core.sign_in_failures (last_at);

-- Who may give which role to others, within their own subtree. Auditors are independent of those they
-- audit: no administrator appoints or dismisses them.
CREATE TABLE core.grantable_roles (
    by_role text NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (by_role, role)
);
INSERT INTO core.grantable_roles (by_role, role) VALUES
    ('admin', 'admin'), ('admin', 'finance'), ('admin', 'station_keeper'), ('admin', 'merchant_staff'),
    ('platform_admin', 'admin'), ('platform_admin', 'auditor'), ('platform_admin', 'finance'),
    ('platform_admin', 'platform_admin'), ('platform_admin', 'station_keeper'),
    ('platform_admin', 'merchant_staff');

-- Roles that one account must not hold where they could meet (separation of duties).
CREATE TABLE core.separate_duties (
    role text NOT NULL,
    other text NOT NULL,
    PRIMARY KEY (role, other)
);
INSERT INTO core.separate_duties (role, other)
SELECT pair.role, pair.other
FROM unnest(ARRAY['admin', 'finance', 'platform_admin']) AS audited (name),
     LATERAL (VALUES ('auditor', audited.name), (audited.name, 'auditor')) AS pair (role, other);

CREATE INDEX admins_organisation ON core.admins (organisation_id, id);
