-- Budgets become envelopes that an auditor can follow: what for and out of whose money, what is
-- promised, and a row for everything that ever moved them.
ALTER TABLE core.budgets RENAME COLUMN total_points TO total;
ALTER TABLE core.budgets RENAME COLUMN granted_points TO spent;
ALTER TABLE core.budgets
    DROP CONSTRAINT budgets_check, -- what was granted against the total
    ADD COLUMN unit text COLLATE "C" NOT NULL DEFAULT 'points' CHECK (unit IN ('points', 'fen')),
    -- Kinds of expenditure of a union (工会会计制度), and who pays.
    ADD COLUMN subject text COLLATE "C" NOT NULL DEFAULT 'services' CHECK (subject IN (
        'services', 'welfare', 'hardship', 'culture_sports', 'education', 'publicity', 'other')),
    ADD COLUMN fund_source text COLLATE "C" NOT NULL DEFAULT 'union_dues' CHECK (fund_source IN (
        'union_dues', 'fiscal', 'special', 'donation', 'other')),
    ADD COLUMN committed bigint NOT NULL DEFAULT 0, -- promised, not spent yet
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
    ADD CONSTRAINT budgets_covered CHECK (
        spent >= 0 AND committed >= 0 AND committed + spent <= total);
ALTER TABLE core.budgets ALTER COLUMN unit DROP DEFAULT, ALTER COLUMN subject DROP DEFAULT,
    ALTER COLUMN fund_source DROP DEFAULT;
CREATE TRIGGER budgets_kept BEFORE DELETE OR TRUNCATE ON core.budgets
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- opened and amended change the total, transfers that of two budgets; committed promises, spent uses
-- (also what was promised, which is then no longer), released takes a promise back, returned what was
-- spent. The sums of the deltas are the budget's columns.
CREATE TABLE core.budget_movements (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    budget_id uuid NOT NULL REFERENCES core.budgets,
    kind text COLLATE "C" NOT NULL CHECK (kind IN (
        'opened', 'amended', 'transfer_in', 'transfer_out', 'committed', 'spent', 'released', 'returned')),
    reference_id uuid NOT NULL, -- the grant, the transfer, or what else it was for
    total_delta bigint NOT NULL DEFAULT 0,
    committed_delta bigint NOT NULL DEFAULT 0,
    spent_delta bigint NOT NULL DEFAULT 0,
    available_after bigint NOT NULL CHECK (available_after >= 0),
    admin_id uuid REFERENCES core.admins, -- NULL: the program
    reason text CHECK (char_length(reason) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (budget_id, kind, reference_id), -- no effect twice
    CHECK (num_nonnulls(nullif(total_delta, 0), nullif(committed_delta, 0), nullif(spent_delta, 0)) > 0
           OR kind = 'opened'),
    CHECK (CASE WHEN kind IN ('opened', 'amended', 'transfer_in', 'transfer_out')
                THEN committed_delta = 0 AND spent_delta = 0 ELSE total_delta = 0 END)
);
CREATE INDEX budget_movements_list ON core.budget_movements (budget_id, id);
CREATE TRIGGER budget_movements_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.budget_movements
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- What has happened before this table was there.
INSERT INTO core.budget_movements (budget_id, kind, reference_id, total_delta, available_after, created_at)
SELECT b.id, 'opened', b.id, b.total, b.total,
       coalesce((SELECT min(g.created_at) FROM core.grants AS g WHERE g.budget_id = b.id), now())
FROM core.budgets AS b;
INSERT INTO core.budget_movements (id, budget_id, kind, reference_id, spent_delta, available_after,
                                   admin_id, reason, created_at)
SELECT core.uuid7(), g.budget_id, 'spent', g.id, g.points,
       b.total - sum(g.points) OVER (PARTITION BY g.budget_id ORDER BY g.created_at, g.id
                                     ROWS UNBOUNDED PRECEDING),
       g.admin_id, left(g.reason, 200), g.created_at
FROM core.grants AS g JOIN core.budgets AS b ON b.id = g.budget_id
ORDER BY g.created_at, g.id;

-- These take the grant and its reason now.
DROP FUNCTION IF EXISTS core.budget_charge(uuid, text[], text, uuid, bigint);
DROP FUNCTION IF EXISTS core.grant_refusal(uuid, text[], text, uuid, bigint, timestamptz, uuid, text);
