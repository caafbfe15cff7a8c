-- Settlements: what a merchant gets for a month, line by line: vouchers that it redeemed, orders that were
-- received, what was taken back of both, and the fee. Amounts in fen.

-- What a merchant's contract says, in hundredths of a percent; no row: no fee.
CREATE TABLE core.settlement_terms (
    merchant_id uuid PRIMARY KEY REFERENCES core.merchants,
    fee_bp bigint NOT NULL CHECK (fee_bp BETWEEN 0 AND 3000),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE core.settlements (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    merchant_id uuid NOT NULL REFERENCES core.merchants,
    organisation_id uuid NOT NULL REFERENCES core.organisations, -- that the contract was with then
    month date NOT NULL CHECK (month = date_trunc('month', month)), -- its first day, in Shanghai
    state text COLLATE "C" NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'disputed', 'confirmed', 'paid')),
    lines bigint NOT NULL CHECK (lines >= 0),
    redemptions_fen bigint NOT NULL,
    orders_fen bigint NOT NULL,
    refunds_fen bigint NOT NULL CHECK (refunds_fen <= 0), -- of orders
    reversals_fen bigint NOT NULL CHECK (reversals_fen <= 0), -- of redemptions
    fee_fen bigint NOT NULL, -- negative: the merchant pays it
    adjustments_fen bigint NOT NULL DEFAULT 0,
    total_fen bigint NOT NULL,
    closed_at timestamptz NOT NULL DEFAULT now(),
    closed_by uuid REFERENCES core.admins, -- NULL: the program
    confirmed_at timestamptz,
    disputed_at timestamptz,
    dispute_reason text CHECK (char_length(dispute_reason) BETWEEN 1 AND 500),
    paid_at timestamptz,
    paid_by uuid REFERENCES core.admins,
    bank_reference text CHECK (char_length(bank_reference) BETWEEN 1 AND 100),
    UNIQUE (merchant_id, month),
    CHECK (total_fen = redemptions_fen + orders_fen + refunds_fen + reversals_fen + fee_fen + adjustments_fen),
    CHECK (state NOT IN ('confirmed', 'paid') OR confirmed_at IS NOT NULL),
    CHECK (state <> 'disputed' OR num_nulls(disputed_at, dispute_reason) = 0),
    CHECK ((state = 'paid') = (num_nonnulls(paid_at, paid_by, bank_reference) = 3))
);
CREATE INDEX settlements_organisation ON core.settlements (organisation_id, id);

-- Who funded what: the member's money, points, a subsidy programme, vouchers. A source stands in one line of one
-- settlement, ever; what happened in a month that was closed already comes with the next.
CREATE TABLE core.settlement_lines (
    settlement_id uuid NOT NULL REFERENCES core.settlements,
    line bigint NOT NULL CHECK (line > 0),
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('redemption', 'reversal', 'order', 'refund', 'fee', 'adjustment')),
    source_id uuid NOT NULL, -- the redemption, order or refund; of a fee and an adjustment the settlement
    source_line bigint NOT NULL DEFAULT 0, -- of the order; which adjustment
    member_fen bigint NOT NULL DEFAULT 0,
    points_fen bigint NOT NULL DEFAULT 0,
    subsidy_fen bigint NOT NULL DEFAULT 0,
    voucher_fen bigint NOT NULL DEFAULT 0,
    amount_fen bigint NOT NULL,
    note text CHECK (char_length(note) BETWEEN 1 AND 200), -- of an adjustment
    at timestamptz NOT NULL,
    PRIMARY KEY (settlement_id, line),
    UNIQUE (kind, source_id, source_line),
    CHECK (kind IN ('fee', 'adjustment') OR amount_fen = member_fen + points_fen + subsidy_fen + voucher_fen),
    CHECK (kind NOT IN ('redemption', 'order') OR amount_fen >= 0),
    CHECK (kind NOT IN ('reversal', 'refund') OR amount_fen <= 0)
);
CREATE TRIGGER settlement_lines_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.settlement_lines
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER settlements_kept BEFORE DELETE OR TRUNCATE ON core.settlements
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
