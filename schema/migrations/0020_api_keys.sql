-- Merchants have a contract with an organisation, and keys for their programs.

-- The organisation that the merchant has its contract with: its staff look after the merchant's keys,
-- its auditors read what the merchant did. Those of before: the district they stand in.
ALTER TABLE core.merchants ADD COLUMN organisation_id uuid REFERENCES core.organisations;
UPDATE core.merchants AS m SET organisation_id = (
    SELECT o.id FROM core.organisations AS o
    WHERE o.code = m.district_code OR o.parent_id IS NULL
    ORDER BY o.code = m.district_code DESC, o.code LIMIT 1);
ALTER TABLE core.merchants ALTER COLUMN organisation_id SET NOT NULL;
CREATE INDEX merchants_organisation ON core.merchants (organisation_id);

-- What a merchant's program shows of itself. The key itself is never here: 178 random bits need no
-- salt and no slow hash (protocols of GitHub's tokens), so its SHA-256 is enough to find it.
CREATE TABLE core.api_keys (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    merchant_id uuid NOT NULL REFERENCES core.merchants,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 40),
    mode text NOT NULL CHECK (mode IN ('live', 'test')), -- which rows it sees
    scopes text[] NOT NULL, -- openapi.yaml, ApiKeyScope, says which there are
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    display text NOT NULL CHECK (display ~ '^lgh_(live|test)_[0-9A-Za-z]{3}…[0-9A-Za-z]{4}$'),
    created_by uuid NOT NULL, -- of core.admins or core.members
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    -- The key that takes its place; both are good until expires_at.
    replaced_by uuid UNIQUE REFERENCES core.api_keys CHECK (replaced_by <> id),
    last_used_at timestamptz, -- to the minute
    CHECK (split_part(display, '_', 2) = mode)
);
CREATE INDEX api_keys_merchant ON core.api_keys (merchant_id, id);
