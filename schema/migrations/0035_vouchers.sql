-- Vouchers: what a union gives out, or a merchant sells, to be shown at a till or taken off an order, and
-- every redemption of one. Amounts in fen.

CREATE TABLE core.voucher_templates (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    organisation_id uuid NOT NULL REFERENCES core.organisations, -- who gives these, or has the contract
    -- discount: once, amount_fen off what costs threshold_fen or more (满减); exchange: each use is good
    -- for one thing (提货, 采摘); amount: as often as one likes until amount_fen are used up.
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('discount', 'exchange', 'amount')),
    -- budget: the union pays the merchant for each use; sale: the order that bought it has paid.
    funding text COLLATE "C" NOT NULL CHECK (funding IN ('budget', 'sale')),
    state text COLLATE "C" NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'closed')),
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 60),
    description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 2000),
    -- What it is good for; NULL: no such limit. Category and zone concern orders only.
    merchant_id uuid REFERENCES core.merchants,
    category text CHECK (char_length(category) BETWEEN 1 AND 20),
    zone text CHECK (char_length(zone) BETWEEN 1 AND 40),
    sku_id uuid UNIQUE REFERENCES core.skus, -- a piece of it is such a voucher; only of sales
    budget_id uuid REFERENCES core.budgets, -- in fen; what may be issued is committed there
    uses bigint NOT NULL DEFAULT 1 CHECK (uses BETWEEN 1 AND 100), -- of an exchange voucher
    is_claimable boolean NOT NULL DEFAULT true, -- by members; else only the staff issue it
    audience_id uuid REFERENCES core.organisations, -- members of this subtree; NULL: everybody
    per_member bigint NOT NULL DEFAULT 1 CHECK (per_member BETWEEN 1 AND 100),
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    -- Each is good for so many days, but no longer than until then.
    valid_days bigint NOT NULL CHECK (valid_days BETWEEN 1 AND 1095),
    valid_until timestamptz,
    -- Redemptions in a day at one store, and by one of its staff or programs; NULL: no such limit.
    store_daily_limit bigint CHECK (store_daily_limit BETWEEN 1 AND 100000),
    staff_daily_limit bigint CHECK (staff_daily_limit BETWEEN 1 AND 100000),
    created_by uuid REFERENCES core.admins, -- not whoever publishes it
    published_by uuid REFERENCES core.admins,
    created_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    closed_at timestamptz,
    CHECK (closes_at > opens_at),
    CHECK (valid_until > opens_at),
    CHECK (kind = 'exchange' OR uses = 1),
    CHECK (funding = 'budget' OR (kind = 'exchange' AND merchant_id IS NOT NULL AND NOT is_claimable)),
    CHECK ((funding = 'budget') = (budget_id IS NOT NULL)),
    CHECK ((funding = 'sale') = (sku_id IS NOT NULL)),
    CHECK ((state = 'draft') = (published_at IS NULL) OR state = 'closed'),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK (published_by <> created_by)
);
CREATE INDEX voucher_templates_organisation ON core.voucher_templates (organisation_id, id);
CREATE INDEX voucher_templates_public ON core.voucher_templates (id)
    WHERE state = 'published' AND is_claimable;

-- The best one that is left is what a member gets: the one with the greatest amount.
CREATE TABLE core.voucher_tiers (
    template_id uuid NOT NULL REFERENCES core.voucher_templates,
    tier bigint NOT NULL CHECK (tier BETWEEN 1 AND 10), -- 1 is the best
    threshold_fen bigint NOT NULL DEFAULT 0 CHECK (threshold_fen BETWEEN 0 AND 100000000),
    -- Off, of each use, or in all, by kind; 0 only of sales.
    amount_fen bigint NOT NULL CHECK (amount_fen BETWEEN 0 AND 5000000),
    stock bigint NOT NULL CHECK (stock BETWEEN 1 AND 10000000),
    issued bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (template_id, tier),
    CHECK (issued BETWEEN 0 AND stock)
) WITH (fillfactor = 50);

-- Its lock is the template's: whoever issues vouchers holds it, after vouchers and before budgets.
CREATE TABLE core.voucher_counters (
    template_id uuid PRIMARY KEY REFERENCES core.voucher_templates,
    issued bigint NOT NULL DEFAULT 0 CHECK (issued >= 0)
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 500);

-- worth_fen is committed in the template's budget: used by redemptions and orders, or released when the
-- voucher ends without. An exchange voucher has uses, the others have money.
CREATE TABLE core.vouchers (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    template_id uuid NOT NULL,
    tier bigint NOT NULL,
    member_id uuid NOT NULL,
    person_id uuid, -- whose yearly cap it counts for
    source text COLLATE "C" NOT NULL CHECK (source IN ('claim', 'issue', 'order')),
    source_id uuid, -- the issue, or the order that bought it
    source_line bigint, -- of the order
    threshold_fen bigint NOT NULL CHECK (threshold_fen >= 0),
    amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
    worth_fen bigint NOT NULL CHECK (worth_fen >= 0),
    used_fen bigint NOT NULL DEFAULT 0 CHECK (used_fen >= 0),
    released_fen bigint NOT NULL DEFAULT 0 CHECK (released_fen >= 0),
    uses bigint NOT NULL CHECK (uses >= 0), -- 0 of an amount voucher
    uses_left bigint NOT NULL CHECK (uses_left >= 0),
    state text COLLATE "C" NOT NULL DEFAULT 'issued'
        CHECK (state IN ('issued', 'locked', 'redeemed', 'expired', 'revoked')),
    locked_by uuid, -- the order, or a row of core.redemption_locks
    expires_at timestamptz NOT NULL,
    idempotency_key text, -- of a claim
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz, -- redeemed, expired or revoked
    UNIQUE (member_id, idempotency_key), -- outlives the seven days of core.idempotency_keys
    CHECK (used_fen + released_fen <= worth_fen),
    CHECK (uses_left <= uses),
    CHECK ((state = 'locked') = (locked_by IS NOT NULL)),
    CHECK ((state IN ('issued', 'locked')) = (ended_at IS NULL)),
    CHECK (state IN ('issued', 'locked') OR used_fen + released_fen = worth_fen),
    CHECK ((source = 'claim') = (source_id IS NULL)),
    CHECK ((source = 'order') = (source_line IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX vouchers_member ON core.vouchers (member_id, id);
CREATE INDEX vouchers_template ON core.vouchers (template_id, member_id);
CREATE INDEX vouchers_person ON core.vouchers (person_id, created_at) WHERE worth_fen > 0;
CREATE INDEX vouchers_source ON core.vouchers (source_id, source_line) WHERE source_id IS NOT NULL;
CREATE INDEX vouchers_locked ON core.vouchers (locked_by) WHERE locked_by IS NOT NULL;
CREATE INDEX vouchers_due ON core.vouchers (expires_at) WHERE state = 'issued';
CREATE TRIGGER vouchers_kept
    BEFORE DELETE OR TRUNCATE OR UPDATE OF id, template_id, member_id, source, source_id, worth_fen
    ON core.vouchers FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- As in 0011_draw_batches.sql: looked at together, and what they refer to is never deleted.
CREATE FUNCTION core.vouchers_checked() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh AS n
        WHERE (SELECT t.stock FROM core.voucher_tiers AS t
               WHERE t.template_id = n.template_id AND t.tier = n.tier) IS NULL
            OR (SELECT m.id FROM core.members AS m WHERE m.id = n.member_id) IS NULL
    ) THEN
        RAISE EXCEPTION 'a voucher refers to nothing';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER vouchers_checked AFTER INSERT ON core.vouchers
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.vouchers_checked();

-- What an order has of vouchers: amount_fen once it is paid, refunded_fen of it when lines come back.
CREATE TABLE core.voucher_uses (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    order_id uuid NOT NULL REFERENCES core.orders DEFERRABLE INITIALLY DEFERRED, -- which is made after
    voucher_id uuid NOT NULL REFERENCES core.vouchers,
    state text COLLATE "C" NOT NULL DEFAULT 'locked' CHECK (state IN ('locked', 'used', 'returned')),
    amount_fen bigint NOT NULL DEFAULT 0 CHECK (amount_fen >= 0),
    refunded_fen bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz,
    returned_at timestamptz,
    UNIQUE (order_id, voucher_id),
    CHECK (refunded_fen BETWEEN 0 AND amount_fen),
    CHECK (amount_fen = 0 OR used_at IS NOT NULL),
    CHECK ((state = 'returned') = (returned_at IS NOT NULL))
);
CREATE UNIQUE INDEX voucher_uses_locked ON core.voucher_uses (voucher_id) WHERE state = 'locked';
CREATE TRIGGER voucher_uses_kept BEFORE DELETE OR TRUNCATE ON core.voucher_uses
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- What the QR on a member's phone stands for, for a minute and a half: 128 random bits need no salt.
CREATE TABLE core.voucher_tokens (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    voucher_id uuid NOT NULL REFERENCES core.vouchers,
    expires_at timestamptz NOT NULL
);
CREATE INDEX voucher_tokens_voucher ON core.voucher_tokens (voucher_id, expires_at);

-- A till keeps a voucher for itself until a deadline, and redeems it then without its code.
CREATE TABLE core.redemption_locks (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    voucher_id uuid NOT NULL REFERENCES core.vouchers,
    merchant_id uuid NOT NULL REFERENCES core.merchants,
    store_id uuid, -- of core.stores
    api_key_id uuid REFERENCES core.api_keys,
    staff_id uuid REFERENCES core.members,
    bill_fen bigint CHECK (bill_fen > 0),
    state text COLLATE "C" NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'redeemed', 'released', 'expired')),
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    CHECK (num_nonnulls(api_key_id, staff_id) = 1),
    CHECK ((state = 'open') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX redemption_locks_open ON core.redemption_locks (voucher_id) WHERE state = 'open';
CREATE INDEX redemption_locks_due ON core.redemption_locks (expires_at) WHERE state = 'open';

CREATE TABLE core.redemptions (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    voucher_id uuid NOT NULL REFERENCES core.vouchers,
    template_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    store_id uuid, -- of core.stores
    api_key_id uuid REFERENCES core.api_keys,
    staff_id uuid REFERENCES core.members,
    lock_id uuid UNIQUE REFERENCES core.redemption_locks,
    bill_fen bigint CHECK (bill_fen > 0), -- what the purchase cost; not of exchange vouchers
    value_fen bigint NOT NULL CHECK (value_fen >= 0), -- what the union pays the merchant
    reference text COLLATE "C" CHECK (reference ~ '^[A-Za-z0-9._:-]{1,64}$'), -- the merchant's
    created_at timestamptz NOT NULL DEFAULT now(),
    reversed_at timestamptz,
    reversed_by uuid, -- the merchant's staff or key, or one of core.admins
    reverse_reason text CHECK (char_length(reverse_reason) BETWEEN 1 AND 200),
    CHECK (num_nonnulls(api_key_id, staff_id) = 1),
    CHECK (num_nonnulls(reversed_at, reversed_by, reverse_reason) IN (0, 3))
);
CREATE UNIQUE INDEX redemptions_reference ON core.redemptions (merchant_id, reference)
    WHERE reference IS NOT NULL;
CREATE INDEX redemptions_list ON core.redemptions (merchant_id, id);
CREATE INDEX redemptions_voucher ON core.redemptions (voucher_id, id);
CREATE INDEX redemptions_reversed ON core.redemptions (merchant_id, reversed_at)
    WHERE reversed_at IS NOT NULL;
CREATE FUNCTION core.redemption_guarded() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    moving CONSTANT text[] := ARRAY['reversed_at', 'reversed_by', 'reverse_reason'];
BEGIN
    IF OLD.reversed_at IS NOT NULL OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'redemption % does not change but for one reversal', OLD.id;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER redemption_guarded BEFORE UPDATE ON core.redemptions
    FOR EACH ROW EXECUTE FUNCTION core.redemption_guarded();
CREATE TRIGGER redemptions_kept BEFORE DELETE OR TRUNCATE ON core.redemptions
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- Redemptions of a template in a day by a store, or by one of its staff or programs.
CREATE TABLE core.redemption_counts (
    template_id uuid NOT NULL REFERENCES core.voucher_templates,
    day date NOT NULL, -- in Shanghai
    subject_id uuid NOT NULL, -- the store (or its merchant), the member of its staff, or the key
    redeemed bigint NOT NULL CHECK (redeemed >= 0),
    PRIMARY KEY (template_id, day, subject_id)
) WITH (fillfactor = 50);

-- What one person may get in a year of what an organisation and those below it give; across accounts
-- and unions, because it is counted by person.
CREATE TABLE core.benefit_caps (
    organisation_id uuid NOT NULL REFERENCES core.organisations,
    year integer NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    max_fen bigint NOT NULL CHECK (max_fen BETWEEN 0 AND 100000000),
    PRIMARY KEY (organisation_id, year)
);
-- Only to be locked: vouchers of one person are counted one after the other.
CREATE TABLE core.benefit_years (
    person_id uuid NOT NULL REFERENCES core.people,
    year integer NOT NULL,
    PRIMARY KEY (person_id, year)
);

-- Vouchers that the staff give to many; a job does it.
CREATE TABLE core.voucher_issues (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    template_id uuid NOT NULL REFERENCES core.voucher_templates,
    organisation_id uuid REFERENCES core.organisations, -- to all of its members; NULL: to those named
    admin_id uuid NOT NULL REFERENCES core.admins,
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 200),
    members bigint NOT NULL CHECK (members > 0),
    issued bigint NOT NULL DEFAULT 0 CHECK (issued >= 0),
    skipped bigint NOT NULL DEFAULT 0 CHECK (skipped >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    done_at timestamptz,
    idempotency_key text NOT NULL,
    UNIQUE (admin_id, idempotency_key),
    CHECK (issued + skipped <= members),
    CHECK ((done_at IS NOT NULL) = (issued + skipped = members))
);
CREATE INDEX voucher_issues_open ON core.voucher_issues (id) WHERE done_at IS NULL;
CREATE INDEX voucher_issues_list ON core.voucher_issues (template_id, id);
CREATE TABLE core.voucher_issue_members (
    issue_id uuid NOT NULL REFERENCES core.voucher_issues,
    member_id uuid NOT NULL,
    outcome text COLLATE "C", -- NULL: waits; ok, or why not
    PRIMARY KEY (issue_id, member_id)
);

-- A request on its way through api.voucher_claim, as core.giveaway_slip is for claims of shares.
CREATE TYPE core.voucher_slip AS (
    ord bigint,
    template_id uuid,
    member_id uuid,
    idempotency_key text,
    fingerprint bytea,
    request_id uuid,
    outcome text,
    body json,
    replay_of uuid,
    organisation_id uuid, -- whom the member belongs to
    person_id uuid,
    tier bigint,
    voucher_id uuid
);

-- Where somebody redeems: a merchant's program by its key, or one of its staff.
CREATE TYPE core.till AS (
    merchant_id uuid, -- NULL: no till
    store_id uuid,
    api_key_id uuid,
    staff_id uuid,
    organisation_id uuid -- that the merchant has its contract with
);
