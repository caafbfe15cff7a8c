-- Points: double entry, lots with an expiry of their own, holds, debt, budgets.
--
-- Accounts of a member (member_id set): available, held, pending, debt (negative: what is owed).
-- Accounts of the house (member_id NULL): union (issues points), lottery, order, expired. The
-- house has no balance row, because every draw would wait for it: its balances are sums.

CREATE TABLE core.wallets (
    member_id uuid PRIMARY KEY REFERENCES core.members (id),
    available bigint NOT NULL DEFAULT 0 CHECK (available >= 0), -- includes expired, unswept lots
    held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),           -- bound to unpaid orders
    pending bigint NOT NULL DEFAULT 0 CHECK (pending >= 0),     -- earned, not yet spendable
    debt bigint NOT NULL DEFAULT 0 CHECK (debt >= 0),           -- taken back, but already spent
    version bigint NOT NULL DEFAULT 0,                          -- journals that touched the wallet
    -- No lot with points left expires before this moment: while it lies ahead, available is right.
    next_expiry timestamptz NOT NULL DEFAULT 'infinity'
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
-- The only index on a column that changes, and it changes with lots, not with spends: spends
-- stay HOT.
CREATE INDEX wallets_next_expiry ON core.wallets (next_expiry) WHERE next_expiry < 'infinity';

CREATE TABLE core.journals (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    kind text COLLATE "C" NOT NULL CHECK (kind IN (
        'opening', 'grant', 'lottery_draw', 'order_payment', 'order_capture', 'order_return',
        'expiry', 'clawback', 'debt_repayment')),
    reference_id uuid NOT NULL, -- grant, draw, order, lot (expiry) or journal (debt_repayment)
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (reference_id, kind) -- the business key: no effect twice, whatever the caller's keys
);

-- Entries and allocations are the rows of which a busy day writes most. What they refer to is
-- checked by triggers that look at a statement's rows together: foreign keys look row by row and
-- leave a lock on each parent (measured: a quarter of a draw). It is as safe, because no parent
-- is ever deleted; triggers below see to that.
CREATE TABLE core.entries (
    journal_id uuid NOT NULL,
    account text COLLATE "C" NOT NULL,
    member_id uuid,
    line bigint,          -- the wallet's version; orders a member's entries, whatever the clock did
    delta bigint NOT NULL CHECK (delta <> 0),
    balance_after bigint, -- of the member's account
    PRIMARY KEY (journal_id, account),
    CHECK (CASE WHEN account IN ('available', 'held', 'pending')
                THEN member_id IS NOT NULL AND line IS NOT NULL AND balance_after >= 0
                WHEN account = 'debt'
                THEN member_id IS NOT NULL AND line IS NOT NULL AND balance_after <= 0
                WHEN account IN ('union', 'lottery', 'order', 'expired')
                THEN member_id IS NULL AND line IS NULL AND balance_after IS NULL
                ELSE false END)
);
-- Serves a member's list of entries without a visit to the table.
CREATE UNIQUE INDEX entries_member_line ON core.entries (member_id, line)
    INCLUDE (journal_id, delta, balance_after) WHERE account = 'available';

CREATE TABLE core.lots (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    member_id uuid NOT NULL REFERENCES core.wallets (member_id),
    journal_id uuid NOT NULL REFERENCES core.journals (id), -- that brought the points
    granted bigint NOT NULL CHECK (granted > 0),
    remaining bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    is_grace boolean NOT NULL DEFAULT false, -- stands for an expired lot; there is no second grace
    CHECK (remaining BETWEEN 0 AND granted)
) WITH (fillfactor = 80);
-- First expiring, first out. Not restricted to remaining > 0, which would end HOT updates.
CREATE INDEX lots_member_expiry ON core.lots (member_id, expires_at, id);

-- Which lots a journal took from (positive) or gave back to (negative).
CREATE TABLE core.allocations (
    journal_id uuid NOT NULL,
    lot_id uuid NOT NULL,
    points bigint NOT NULL CHECK (points <> 0),
    PRIMARY KEY (journal_id, lot_id)
);

CREATE TABLE core.holds (
    order_id uuid PRIMARY KEY,
    member_id uuid NOT NULL REFERENCES core.wallets (member_id),
    points bigint NOT NULL CHECK (points > 0),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'captured', 'released')),
    expires_at timestamptz NOT NULL, -- of the order; the order's own job releases
    created_at timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz,
    CHECK ((state = 'open') = (settled_at IS NULL))
);

CREATE TABLE core.budgets (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    organisation_id uuid NOT NULL REFERENCES core.organisations (id),
    year integer NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    total_points bigint NOT NULL CHECK (total_points >= 0),
    granted_points bigint NOT NULL DEFAULT 0,
    UNIQUE (organisation_id, year, name),
    CHECK (granted_points BETWEEN 0 AND total_points)
) WITH (fillfactor = 50);

CREATE TABLE core.grants (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    admin_id uuid NOT NULL REFERENCES core.admins (id),
    member_id uuid NOT NULL REFERENCES core.wallets (member_id),
    points bigint NOT NULL CHECK (points > 0),
    reason text NOT NULL,
    budget_id uuid REFERENCES core.budgets (id),
    expires_at timestamptz NOT NULL,
    idempotency_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (admin_id, idempotency_key) -- outlives the seven days of core.idempotency_keys
);

-- A journal's entries come in one statement and sum to zero; journal and wallets exist.
CREATE FUNCTION core.entries_checked() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (
            SELECT n.journal_id, sum(n.delta) AS balance FROM fresh AS n GROUP BY n.journal_id
        ) AS n
        WHERE n.balance <> 0
            OR (SELECT j.id FROM core.journals AS j WHERE j.id = n.journal_id) IS NULL
    ) OR EXISTS (
        SELECT FROM fresh AS n
        WHERE n.member_id IS NOT NULL
            AND (SELECT w.member_id FROM core.wallets AS w WHERE w.member_id = n.member_id) IS NULL
    ) THEN
        RAISE EXCEPTION 'a journal does not sum to zero, or refers to nothing';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER entries_checked AFTER INSERT ON core.entries
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.entries_checked();

CREATE FUNCTION core.allocations_checked() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh AS n
        WHERE (SELECT j.id FROM core.journals AS j WHERE j.id = n.journal_id) IS NULL
            OR (SELECT l.id FROM core.lots AS l WHERE l.id = n.lot_id) IS NULL
    ) THEN
        RAISE EXCEPTION 'an allocation refers to nothing';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER allocations_checked AFTER INSERT ON core.allocations
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.allocations_checked();

CREATE TRIGGER journals_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.journals
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER entries_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.entries
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER allocations_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.allocations
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER wallets_kept BEFORE DELETE OR TRUNCATE ON core.wallets
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER lots_kept BEFORE DELETE OR TRUNCATE ON core.lots
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER grants_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.grants
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- Whoever is a member has a wallet.
CREATE FUNCTION core.members_wallets() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.wallets (member_id) SELECT fresh.id FROM fresh ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER members_wallets AFTER INSERT ON core.members
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.members_wallets();
INSERT INTO core.wallets (member_id) SELECT id FROM core.members ON CONFLICT DO NOTHING;
