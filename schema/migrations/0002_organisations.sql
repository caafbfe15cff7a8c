-- Who belongs where: the tree of union organisations, their members and administrators, and the
-- sessions of both.

CREATE TABLE core.organisations (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    -- GB/T 2260 or statistics code of a region; an own code (upper case) for everything else.
    code text NOT NULL UNIQUE CHECK (code ~ '^[0-9A-Z][0-9A-Z-]{1,31}$'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 80),
    level text NOT NULL CHECK (level IN
        ('national', 'province', 'city', 'district', 'town', 'industry', 'enterprise')),
    parent_id uuid REFERENCES core.organisations,
    -- Codes from the root down to this one, each followed by '/', so that a subtree is exactly
    -- one prefix: 320000/320700/320706/. Written by the trigger below, whatever the INSERT says.
    path text NOT NULL UNIQUE,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'dissolved')),
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((parent_id IS NULL) = (path = code || '/'))
);
CREATE INDEX organisations_subtree ON core.organisations (path text_pattern_ops);
CREATE INDEX organisations_children ON core.organisations (parent_id, code);

-- Which level may stand directly below which; roots are national or province.
CREATE TABLE core.organisation_child_levels (
    parent_level text NOT NULL,
    level text NOT NULL,
    PRIMARY KEY (parent_level, level)
);
INSERT INTO core.organisation_child_levels (parent_level, level) VALUES
    ('national', 'province'), ('national', 'industry'),
    ('province', 'city'), ('province', 'industry'), ('province', 'enterprise'),
    ('city', 'district'), ('city', 'industry'), ('city', 'enterprise'),
    ('district', 'town'), ('district', 'industry'), ('district', 'enterprise'),
    ('town', 'industry'), ('town', 'enterprise'),
    ('industry', 'enterprise'),
    ('enterprise', 'enterprise');

-- Keeps path true and the levels legal. An organisation's place does not change: members, budgets
-- and statistics hang on the path, and moving them is an operation of its own.
CREATE FUNCTION core.organisation_placed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    parent core.organisations;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.code, NEW.level, NEW.parent_id, NEW.path)
           IS DISTINCT FROM (OLD.code, OLD.level, OLD.parent_id, OLD.path) THEN
            RAISE EXCEPTION 'organisation % cannot move', OLD.code USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.parent_id IS NULL THEN
        IF NEW.level NOT IN ('national', 'province') THEN
            RAISE EXCEPTION 'a root is national or province, not %', NEW.level
                USING ERRCODE = '23514';
        END IF;
        NEW.path := NEW.code || '/';
        RETURN NEW;
    END IF;
    SELECT * INTO parent FROM core.organisations WHERE id = NEW.parent_id FOR KEY SHARE;
    IF NOT EXISTS (SELECT FROM core.organisation_child_levels AS pair
                   WHERE pair.parent_level = parent.level AND pair.level = NEW.level) THEN
        RAISE EXCEPTION '% cannot stand below %', NEW.level, parent.level USING ERRCODE = '23514';
    END IF;
    NEW.path := parent.path || NEW.code || '/';
    RETURN NEW;
END
$$;
CREATE TRIGGER organisation_placed BEFORE INSERT OR UPDATE ON core.organisations
    FOR EACH ROW EXECUTE FUNCTION core.organisation_placed();

CREATE TABLE core.members (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    member_no bigint NOT NULL UNIQUE CHECK (member_no BETWEEN 10000001 AND 99999999),
    organisation_id uuid NOT NULL REFERENCES core.organisations,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'left')),
    real_name_masked text NOT NULL CHECK (char_length(real_name_masked) BETWEEN 1 AND 40),
    phone_masked text NOT NULL CHECK (phone_masked ~ '^1[3-9][0-9]\*{4}[0-9]{4}$'),
    -- AES-256-GCM made outside the database, which never sees the key.
    real_name_sealed bytea,
    phone_sealed bytea,
    joined_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX members_organisation ON core.members (organisation_id, id);

CREATE TABLE core.admins (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    login text NOT NULL UNIQUE CHECK (login ~ '^[a-z][a-z0-9_.-]{2,39}$'),
    organisation_id uuid NOT NULL REFERENCES core.organisations,
    role text NOT NULL CHECK (role IN ('admin', 'auditor')),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- One login on one device. Revoking it ends every refresh token that descends from that login.
CREATE TABLE core.session_families (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    member_id uuid REFERENCES core.members,
    admin_id uuid REFERENCES core.admins,
    subject_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(member_id, admin_id)) STORED,
    role text NOT NULL CHECK (role IN ('member', 'admin', 'auditor')),
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    revoked_reason text CHECK (revoked_reason IN ('logout', 'reuse')),
    CHECK (num_nonnulls(member_id, admin_id) = 1),
    CHECK ((role = 'member') = (member_id IS NOT NULL)),
    CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
);
CREATE INDEX session_families_subject ON core.session_families (subject_id);

-- Refresh tokens are 32 random bytes; only their SHA-256 is here.
CREATE TABLE core.refresh_tokens (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    family_id uuid NOT NULL REFERENCES core.session_families,
    parent bytea UNIQUE CHECK (parent <> hash), -- the token that this one replaced; NULL at login
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '30 days',
    used_at timestamptz,
    replaced_by bytea UNIQUE CHECK (octet_length(replaced_by) = 32),
    CHECK ((used_at IS NULL) = (replaced_by IS NULL))
);
CREATE INDEX refresh_tokens_family ON core.refresh_tokens (family_id, expires_at);
