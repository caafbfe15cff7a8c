-- Points that members earn by rule, points that wait before they may be spent, and grants to many.

-- What may be earned, by whom (the members at the organisation and below it), out of which budget. Kind,
-- points, budget, questions and the life of the lots stay as they were made: whoever has earned by a
-- rule earned by this one.
CREATE TABLE core.earn_rules (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('sign_in', 'event', 'quiz')),
    organisation_id uuid NOT NULL REFERENCES core.organisations,
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 60),
    description text NOT NULL CHECK (char_length(description) <= 500),
    points bigint NOT NULL CHECK (points > 0), -- for each earning
    budget_id uuid NOT NULL REFERENCES core.budgets,
    lot_days integer NOT NULL CHECK (lot_days BETWEEN 1 AND 3650), -- of Asia/Shanghai, after today
    lots_expire_at timestamptz,                                    -- and no later than this
    pending_days integer NOT NULL CHECK (pending_days BETWEEN 0 AND 90), -- 0: spendable at once
    -- Most that may be earned by it, in points; NULL: no limit. A day and a month are Asia/Shanghai's.
    day_cap bigint CHECK (day_cap >= points),
    month_cap bigint CHECK (month_cap >= points),
    member_cap bigint CHECK (member_cap >= points),
    total_cap bigint CHECK (total_cap >= points), -- by all together
    opens_at timestamptz NOT NULL,
    closes_at timestamptz,
    is_paused boolean NOT NULL DEFAULT false,
    merchant_id uuid REFERENCES core.merchants, -- whose keys report the events
    pass_mark integer CHECK (pass_mark > 0),    -- of a quiz: how many answers must be right
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (closes_at > opens_at),
    CHECK ((kind = 'event') = (merchant_id IS NOT NULL)),
    CHECK ((kind = 'quiz') = (pass_mark IS NOT NULL))
);
CREATE INDEX earn_rules_organisation ON core.earn_rules (organisation_id, kind, id);
CREATE TRIGGER earn_rules_kept BEFORE DELETE OR TRUNCATE ON core.earn_rules
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- answer: the position of the right option, from 0. It never leaves the database.
CREATE TABLE core.quiz_questions (
    rule_id uuid NOT NULL REFERENCES core.earn_rules,
    position integer NOT NULL CHECK (position BETWEEN 0 AND 19),
    text text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 200),
    options text[] NOT NULL CHECK (cardinality(options) BETWEEN 2 AND 6),
    answer integer NOT NULL,
    PRIMARY KEY (rule_id, position),
    CHECK (answer >= 0 AND answer < cardinality(options))
);
CREATE TRIGGER quiz_questions_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.quiz_questions
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- What all have earned by a rule, apart from it because every earning changes it. Its lock orders the
-- earnings of a rule; it comes after the wallets' and before the budget's.
CREATE TABLE core.earn_counters (
    rule_id uuid PRIMARY KEY REFERENCES core.earn_rules,
    points bigint NOT NULL DEFAULT 0 CHECK (points >= 0),
    earnings bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- What a member has earned by a rule: on that day, in that month, and in all.
CREATE TABLE core.earn_counts (
    rule_id uuid NOT NULL REFERENCES core.earn_rules,
    member_id uuid NOT NULL REFERENCES core.wallets,
    day date NOT NULL,
    day_points bigint NOT NULL,
    month_points bigint NOT NULL,
    points bigint NOT NULL,
    PRIMARY KEY (rule_id, member_id)
) WITH (fillfactor = 70);

CREATE TABLE core.earnings (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    rule_id uuid NOT NULL REFERENCES core.earn_rules,
    member_id uuid NOT NULL REFERENCES core.wallets,
    points bigint NOT NULL CHECK (points > 0),
    budget_id uuid NOT NULL REFERENCES core.budgets,
    batch_id uuid NOT NULL, -- reference of the budget's movement, which is for all who earned at once
    event_ref text,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (rule_id, event_ref) -- an event counts once
);
CREATE TRIGGER earnings_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.earnings
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

CREATE TABLE core.sign_ins (
    member_id uuid NOT NULL REFERENCES core.wallets,
    day date NOT NULL, -- of Asia/Shanghai
    streak integer NOT NULL CHECK (streak > 0), -- days in a row, this one included
    earning_id uuid NOT NULL REFERENCES core.earnings,
    PRIMARY KEY (member_id, day)
);
CREATE TRIGGER sign_ins_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.sign_ins
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

CREATE TABLE core.quiz_attempts (
    rule_id uuid NOT NULL REFERENCES core.earn_rules,
    member_id uuid NOT NULL REFERENCES core.wallets,
    day date NOT NULL, -- of Asia/Shanghai
    score integer NOT NULL CHECK (score >= 0), -- right answers
    earning_id uuid REFERENCES core.earnings,  -- NULL: not passed
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (rule_id, member_id, day)
);
CREATE TRIGGER quiz_attempts_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.quiz_attempts
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- Earned points that may not be spent yet. Whoever settles one locks it before the wallet.
CREATE TABLE core.pending_points (
    earning_id uuid PRIMARY KEY REFERENCES core.earnings,
    member_id uuid NOT NULL REFERENCES core.wallets,
    points bigint NOT NULL CHECK (points > 0),
    matures_at timestamptz NOT NULL,
    state text COLLATE "C" NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'matured', 'cancelled')),
    settled_at timestamptz,
    admin_id uuid REFERENCES core.admins, -- who cancelled it
    reason text CHECK (char_length(reason) BETWEEN 1 AND 200),
    CHECK ((state = 'pending') = (settled_at IS NULL)),
    CHECK ((state = 'cancelled') = (admin_id IS NOT NULL)),
    CHECK ((state = 'cancelled') = (reason IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX pending_points_due ON core.pending_points (matures_at) WHERE state = 'pending';
CREATE INDEX pending_points_member ON core.pending_points (member_id, earning_id);
CREATE TRIGGER pending_points_kept BEFORE DELETE OR TRUNCATE ON core.pending_points
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- A grant to many. Its budget promises the whole at once; a job grants in steps. Whoever goes on with
-- one, or cancels it, locks its row first of all.
CREATE TABLE core.grant_batches (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    admin_id uuid NOT NULL REFERENCES core.admins,
    organisation_id uuid NOT NULL REFERENCES core.organisations, -- whose auditors read of it
    is_listed boolean NOT NULL, -- the members were named, not all of the organisation
    budget_id uuid NOT NULL REFERENCES core.budgets,
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 100),
    starts_at timestamptz NOT NULL, -- the job leaves it alone until then
    expires_at timestamptz NOT NULL CHECK (expires_at > starts_at),
    members bigint NOT NULL CHECK (members > 0),
    points bigint NOT NULL CHECK (points > 0), -- of all together
    granted bigint NOT NULL DEFAULT 0,         -- members so far
    granted_points bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    skipped_points bigint NOT NULL DEFAULT 0,
    state text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'cancelled')),
    idempotency_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    UNIQUE (admin_id, idempotency_key), -- outlives the seven days of core.idempotency_keys
    CHECK ((state = 'open') = (ended_at IS NULL)),
    CHECK (granted + skipped <= members AND granted_points + skipped_points <= points)
);
CREATE INDEX grant_batches_open ON core.grant_batches (id) WHERE state = 'open';
CREATE TRIGGER grant_batches_kept BEFORE DELETE OR TRUNCATE ON core.grant_batches
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

ALTER TABLE core.grants
    ADD COLUMN batch_id uuid REFERENCES core.grant_batches,
    ALTER COLUMN idempotency_key DROP NOT NULL,
    ADD CONSTRAINT grants_origin CHECK ((batch_id IS NULL) = (idempotency_key IS NOT NULL)),
    ADD CONSTRAINT grants_batch_member UNIQUE (batch_id, member_id); -- nobody gets it twice

-- Without foreign keys, which would look row by row: tens of thousands of rows come in one statement,
-- picked from the members there and then, for a batch of the same transaction.
CREATE TABLE core.grant_batch_members (
    batch_id uuid NOT NULL,
    member_id uuid NOT NULL,
    points bigint NOT NULL CHECK (points > 0),
    -- skipped: was no active member there any more when the turn came
    state text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (
        state IN ('waiting', 'granted', 'skipped', 'cancelled')),
    grant_id uuid,
    step_id uuid, -- reference of the budget's movement, which is for all of a step
    PRIMARY KEY (batch_id, member_id),
    CHECK ((state = 'granted') = (grant_id IS NOT NULL)),
    CHECK ((state = 'granted') = (step_id IS NOT NULL))
) WITH (fillfactor = 70);
CREATE INDEX grant_batch_members_waiting ON core.grant_batch_members (batch_id, member_id)
    WHERE state = 'waiting';
CREATE TRIGGER grant_batch_members_kept BEFORE DELETE OR TRUNCATE ON core.grant_batch_members
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- earn: the house → available; earn_pending: the house → pending; earn_mature: pending → available;
-- earn_cancel: pending → the house.
ALTER TABLE core.journals
    DROP CONSTRAINT journals_kind_check,
    ADD CONSTRAINT journals_kind_check CHECK (kind IN (
        'opening', 'grant', 'lottery_draw', 'lottery_entry', 'order_payment', 'order_capture',
        'order_return', 'expiry', 'clawback', 'clawback_debt', 'debt_repayment', 'merge_out', 'merge_in',
        'earn', 'earn_pending', 'earn_mature', 'earn_cancel'));

-- One earning on its way (core.earn).
CREATE TYPE core.earn_slip AS (
    ord bigint,
    rule_id uuid,
    member_id uuid,
    organisation_id uuid, -- where the member belongs
    event_ref text,
    request_id uuid,
    outcome text,         -- NULL: nothing stands against it so far
    earning_id uuid,
    points bigint,
    matures_at timestamptz -- NULL: at once
);

-- It takes dry_run now.
DROP FUNCTION IF EXISTS api.points_grant(
    uuid, text[], text, uuid, bigint, text, timestamptz, uuid, text, bytea, uuid);
