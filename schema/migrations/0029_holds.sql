-- Points at any moment, held for merchants, and compared with the ledger all day long.

-- A member's entries beside those of available, which have an index of their own.
CREATE INDEX entries_member_side ON core.entries (member_id, line)
    WHERE account IN ('held', 'pending', 'debt');

-- Whatever kinds of journals there are by now, and those of points that a merchant takes.
DO $$
BEGIN
    EXECUTE (
        SELECT format('ALTER TABLE core.journals DROP CONSTRAINT %I, ADD CONSTRAINT %1$I %s', c.conname,
            replace(pg_get_constraintdef(c.oid), 'ARRAY[',
                    'ARRAY[''hold''::text, ''hold_capture''::text, ''hold_release''::text, ''hold_refund''::text, '))
        FROM pg_constraint AS c
        WHERE c.conrelid = 'core.journals'::regclass AND c.conname = 'journals_kind_check');
    EXECUTE (
        SELECT format('ALTER TABLE core.entries DROP CONSTRAINT %I, ADD CONSTRAINT %1$I %s', c.conname,
            replace(pg_get_constraintdef(c.oid), '''union''::text', '''union''::text, ''merchant''::text'))
        FROM pg_constraint AS c
        WHERE c.conrelid = 'core.entries'::regclass AND c.conname = 'entries_check');
END
$$;

-- A hold binds points to an order, whose id it has and whose own job ends it, or for a merchant, who
-- may take them until a deadline with the member's consent. What is not captured goes back.
ALTER TABLE core.holds RENAME COLUMN order_id TO id;
ALTER TABLE core.holds
    DROP CONSTRAINT holds_state_check,
    ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'order' CHECK (kind IN ('order', 'merchant')),
    ADD COLUMN merchant_id uuid REFERENCES core.merchants,
    ADD COLUMN api_key_id uuid REFERENCES core.api_keys,
    ADD COLUMN reference text COLLATE "C" CHECK (reference ~ '^[A-Za-z0-9._:-]{1,64}$'), -- the merchant's
    ADD COLUMN captured bigint NOT NULL DEFAULT 0,
    ADD COLUMN refunded bigint NOT NULL DEFAULT 0;
UPDATE core.holds SET captured = points WHERE state = 'captured';
ALTER TABLE core.holds
    ALTER COLUMN kind DROP DEFAULT,
    ADD CONSTRAINT holds_state_check CHECK (state IN ('open', 'captured', 'released', 'expired')),
    ADD CONSTRAINT holds_merchant_check CHECK (
        num_nonnulls(merchant_id, api_key_id, reference) = CASE kind WHEN 'merchant' THEN 3 ELSE 0 END),
    ADD CONSTRAINT holds_captured_check CHECK (
        captured BETWEEN 0 AND points AND (captured > 0) = (state = 'captured')),
    ADD CONSTRAINT holds_refunded_check CHECK (refunded BETWEEN 0 AND captured),
    ADD UNIQUE (merchant_id, reference);
CREATE INDEX holds_due ON core.holds (expires_at) WHERE state = 'open' AND kind = 'merchant';
CREATE INDEX holds_open ON core.holds (member_id) WHERE state = 'open';
CREATE INDEX holds_list ON core.holds (merchant_id, id) WHERE kind = 'merchant';

-- What of a captured hold was given back; reference is the merchant's, so that no refund happens twice.
CREATE TABLE core.hold_refunds (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    hold_id uuid NOT NULL REFERENCES core.holds,
    reference text COLLATE "C" NOT NULL CHECK (reference ~ '^[A-Za-z0-9._:-]{1,64}$'),
    points bigint NOT NULL CHECK (points > 0),
    api_key_id uuid NOT NULL REFERENCES core.api_keys,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (hold_id, reference)
);
CREATE TRIGGER hold_refunds_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.hold_refunds
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- A member's consent to one hold of at most max_points: whoever shows the code has it. Another one
-- takes its place, using it ends it; 128 random bits need no salt.
CREATE TABLE core.points_codes (
    member_id uuid PRIMARY KEY REFERENCES core.members,
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    max_points bigint NOT NULL CHECK (max_points > 0),
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 70);

-- These take a hold's id and a part of its points now.
DROP FUNCTION IF EXISTS core.points_capture(uuid);
DROP FUNCTION IF EXISTS core.points_release(uuid);
DROP FUNCTION IF EXISTS core.points_give_back(uuid, uuid, bigint, text, uuid, text);
DROP FUNCTION IF EXISTS core.lots_refill(uuid, uuid, uuid);

-- Where the comparison of wallets and budgets with the ledger stands, and when it last came round.
CREATE TABLE core.ledger_rounds (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    wallet_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000', -- the last one compared
    budget_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    wallets_checked bigint NOT NULL DEFAULT 0,       -- in all rounds
    completed_at timestamptz NOT NULL DEFAULT now()  -- of the last round; at first: since when
) WITH (fillfactor = 20);
INSERT INTO core.ledger_rounds DEFAULT VALUES;

-- What the comparison found. A difference stays until it is found no more; nothing mends it by itself.
CREATE TABLE core.ledger_differences (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    subject_kind text COLLATE "C" NOT NULL CHECK (subject_kind IN ('wallet', 'budget')),
    subject_id uuid NOT NULL,
    rule text NOT NULL,
    detail text NOT NULL, -- as it was when it was last seen
    found_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz
);
CREATE UNIQUE INDEX ledger_differences_open ON core.ledger_differences (subject_id, rule)
    WHERE resolved_at IS NULL;

-- These can be asked about some wallets now.
DROP FUNCTION IF EXISTS core.ledger_balance_violations();
DROP FUNCTION IF EXISTS core.ledger_lot_violations();
DROP FUNCTION IF EXISTS core.ledger_order_of_lots_violations();
