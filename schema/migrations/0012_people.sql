-- Who somebody is, how they sign in, and where they belong are three things: a person as their
-- papers name them, an account (core.members) with its points, and memberships with their dates.
-- What the union's staff may do, and that everything done is written down, stands here too.

CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public; -- for the exclusion constraint below

-- A person, once, however many accounts or employers they have had. What is sealed was sealed
-- outside (AES-256-GCM, context people|COLUMN|id); the indexes are HMACs of the normal form.
CREATE TABLE core.people (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    real_name_masked text NOT NULL CHECK (char_length(real_name_masked) BETWEEN 1 AND 40),
    real_name_sealed bytea,
    real_name_index bytea CHECK (octet_length(real_name_index) = 32),
    id_number_masked text CHECK (char_length(id_number_masked) BETWEEN 1 AND 40), -- GB 11643
    id_number_sealed bytea,
    id_number_index bytea UNIQUE CHECK (octet_length(id_number_index) = 32),
    merged_into uuid REFERENCES core.people CHECK (merged_into <> id),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX people_real_name ON core.people (real_name_index);

-- core.members becomes the account: a number, points, a way to sign in. Whoever has signed in but
-- joined no union yet is an account without a person.
ALTER TABLE core.members
    ADD COLUMN person_id uuid UNIQUE REFERENCES core.people,
    ADD COLUMN phone_index bytea CHECK (octet_length(phone_index) = 32),
    ADD COLUMN phone_verified_at timestamptz, -- when WeChat vouched for it
    ALTER COLUMN phone_masked DROP NOT NULL;
ALTER TABLE core.members RENAME COLUMN joined_at TO created_at;
CREATE INDEX members_phone ON core.members (phone_index);
CREATE SEQUENCE core.member_numbers AS bigint MINVALUE 10000001 MAXVALUE 99999999;
SELECT setval('core.member_numbers', greatest(30000000, max(member_no))) FROM core.members;

-- Membership of an organisation is a span, never a column: who belonged where on a day can always
-- be told. The primary one decides whose staff may see the member and whose benefits they get.
CREATE TABLE core.memberships (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    person_id uuid NOT NULL REFERENCES core.people,
    organisation_id uuid NOT NULL REFERENCES core.organisations,
    is_primary boolean NOT NULL DEFAULT true,
    span tstzrange NOT NULL DEFAULT tstzrange(now(), NULL)
        CHECK (NOT isempty(span) AND lower_inc(span) AND NOT upper_inc(span)
               AND lower(span) IS NOT NULL),
    source text NOT NULL DEFAULT 'application'
        CHECK (source IN ('application', 'transfer', 'founding', 'import', 'merge', 'legacy')),
    source_id uuid, -- of the application or the import
    end_reason text CHECK (end_reason IN
        ('left', 'transferred', 'retired', 'deceased', 'expelled', 'merged', 'erased')),
    CHECK (upper_inf(span) = (end_reason IS NULL)),
    EXCLUDE USING gist (person_id WITH =, span WITH &&) WHERE (is_primary)
);
CREATE UNIQUE INDEX memberships_open ON core.memberships (person_id)
    WHERE is_primary AND upper_inf(span);
CREATE INDEX memberships_organisation ON core.memberships (organisation_id, person_id)
    WHERE upper_inf(span);
CREATE INDEX memberships_person ON core.memberships (person_id);

INSERT INTO core.people (id, real_name_masked, created_at)
SELECT m.id, m.real_name_masked, m.created_at FROM core.members AS m;
UPDATE core.members SET person_id = id;
INSERT INTO core.memberships (person_id, organisation_id, span, source, end_reason)
SELECT m.id, m.organisation_id,
       tstzrange(m.created_at, CASE WHEN m.status = 'left' THEN greatest(now(), m.created_at
                                                                + interval '1 microsecond') END),
       'legacy', CASE WHEN m.status = 'left' THEN 'left' END
FROM core.members AS m;
-- Whether somebody is a member follows from the memberships; an account is open, stopped or gone.
UPDATE core.members SET status = 'active' WHERE status = 'left';
ALTER TABLE core.members
    DROP CONSTRAINT members_status_check,
    ADD CONSTRAINT members_status_check CHECK (status IN ('active', 'suspended', 'closed')),
    DROP COLUMN organisation_id,
    DROP COLUMN real_name_masked,
    DROP COLUMN real_name_sealed; -- nothing ever wrote it

-- What an account may do besides being a member: role × place × kinds of things, until a day.
-- Union staff act within an organisation and, if includes_below, everything under it; the keeper of
-- a station and the staff of a merchant are members with one place of their own.
CREATE TABLE core.role_grants (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    admin_id uuid REFERENCES core.admins,
    member_id uuid REFERENCES core.members,
    role text NOT NULL CHECK (role IN ('admin', 'auditor', 'finance', 'platform_admin',
                                       'station_keeper', 'merchant_staff')),
    organisation_id uuid REFERENCES core.organisations,
    includes_below boolean NOT NULL DEFAULT true,
    resources text[], -- NULL: all that the role may touch
    station_id uuid REFERENCES core.stations,
    merchant_id uuid REFERENCES core.merchants,
    granted_by uuid REFERENCES core.admins,
    reason text CHECK (char_length(reason) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    revoked_by uuid REFERENCES core.admins,
    CHECK (num_nonnulls(admin_id, member_id) = 1),
    CHECK (num_nonnulls(organisation_id, station_id, merchant_id) = 1),
    CHECK ((role = 'station_keeper') = (station_id IS NOT NULL)),
    CHECK ((role = 'merchant_staff') = (merchant_id IS NOT NULL)),
    CHECK ((role IN ('station_keeper', 'merchant_staff')) = (member_id IS NOT NULL))
);
CREATE INDEX role_grants_admin ON core.role_grants (admin_id) WHERE revoked_at IS NULL;
CREATE INDEX role_grants_member ON core.role_grants (member_id) WHERE revoked_at IS NULL;
CREATE INDEX role_grants_organisation ON core.role_grants (organisation_id);

INSERT INTO core.role_grants (admin_id, role, organisation_id, created_at)
SELECT a.id, a.role, a.organisation_id, a.created_at FROM core.admins AS a;
ALTER TABLE core.admins DROP COLUMN role, DROP COLUMN organisation_id;

-- A session lives while its account may act; its roles are those granted at each renewal.
ALTER TABLE core.session_families
    DROP COLUMN role,
    DROP CONSTRAINT session_families_revoked_reason_check,
    ADD CONSTRAINT session_families_revoked_reason_check CHECK (revoked_reason IN
        ('logout', 'reuse', 'suspended', 'password', 'rights', 'identity', 'merged', 'erased'));

-- One row for each change of state, written in its transaction (core.audit_write) and never changed.
-- Rows are sealed into blocks afterwards, so that nobody waits for a chain.
CREATE TABLE core.audit_entries (
    seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_kind text NOT NULL CHECK (actor_kind IN ('member', 'admin', 'merchant', 'system')),
    actor_id uuid, -- of core.members, core.admins or core.merchants; NULL for the system
    action text COLLATE "C" NOT NULL,      -- the operation's name
    organisation_id uuid, -- whose auditors may read it, as things stood then; NULL: the platform's
    object_kind text NOT NULL,
    object_id uuid,
    changes jsonb NOT NULL DEFAULT '{}', -- before and after, never personal data in clear
    reason text,
    request_id uuid,
    CHECK ((actor_kind = 'system') = (actor_id IS NULL))
);
CREATE TRIGGER audit_entries_kept BEFORE DELETE OR TRUNCATE OR UPDATE ON core.audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
