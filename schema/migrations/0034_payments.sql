-- Money by way of WeChat: attempts to pay, refunds, what the gateway told us, what is still to be asked
-- of it, and where its daily bill and our books differ.

-- One attempt to pay an order. new: the gateway may or may not know of it; pending: it does; success and
-- closed are the gateway's word. A closed attempt may still turn out to have succeeded.
CREATE TABLE core.payments (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    order_id uuid NOT NULL REFERENCES core.orders,
    out_trade_no text COLLATE "C" NOT NULL UNIQUE CHECK (out_trade_no ~ '^[0-9A-Za-z_-]{6,32}$'),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    description text NOT NULL CHECK (length(description) BETWEEN 1 AND 127),
    appid text COLLATE "C" NOT NULL,
    identity_id uuid REFERENCES core.identities ON DELETE SET NULL, -- of the payer
    payer_hash bytea NOT NULL CHECK (length(payer_hash) = 32), -- SHA-256 of the payer's openid
    pay_until timestamptz NOT NULL, -- the gateway takes no money later (time_expire)
    status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'pending', 'success', 'closed')),
    closing boolean NOT NULL DEFAULT false, -- to be closed at the gateway
    prepay_id text CHECK (length(prepay_id) BETWEEN 1 AND 128),
    transaction_id text COLLATE "C" UNIQUE CHECK (length(transaction_id) BETWEEN 1 AND 64),
    paid_at timestamptz, -- by the gateway's clock
    -- What the money was for: the order, or nothing, because it was paid already or had ended.
    settles text CHECK (settles IN ('order', 'nothing')),
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    CHECK (status <> 'pending' OR prepay_id IS NOT NULL),
    CHECK (NOT closing OR status IN ('new', 'pending')),
    CHECK ((status = 'success') = (num_nonnulls(transaction_id, paid_at, settles) = 3)),
    CHECK (status = 'success' OR num_nonnulls(transaction_id, paid_at, settles) = 0),
    CHECK ((status IN ('new', 'pending')) = (ended_at IS NULL))
);
CREATE INDEX payments_order ON core.payments (order_id, id);
-- An order is paid once, however many attempts succeed.
CREATE UNIQUE INDEX payments_of_order ON core.payments (order_id) WHERE settles = 'order';
CREATE INDEX payments_paid ON core.payments (paid_at) WHERE status = 'success';

-- requested: the gateway may or may not know of it; processing: it has taken it; the others are final.
-- closed and abnormal: the member has not got the money; somebody of the staff must see to it.
CREATE TABLE core.payment_refunds (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    payment_id uuid NOT NULL REFERENCES core.payments,
    out_refund_no text COLLATE "C" NOT NULL UNIQUE CHECK (out_refund_no ~ '^[0-9A-Za-z_-]{6,64}$'),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    reason text NOT NULL CHECK (octet_length(reason) BETWEEN 1 AND 80),
    reference_id uuid NOT NULL UNIQUE, -- what it is for: there is one refund of each
    status text NOT NULL DEFAULT 'requested'
        CHECK (status IN ('requested', 'processing', 'success', 'closed', 'abnormal')),
    refund_id text COLLATE "C" CHECK (length(refund_id) BETWEEN 1 AND 64), -- the gateway's number
    refusal text COLLATE "C" CHECK (refusal ~ '^[A-Z_]{1,40}$'), -- why the gateway did not take it
    created_at timestamptz NOT NULL DEFAULT now(),
    accepted_at timestamptz,
    ended_at timestamptz,
    CHECK ((status = 'requested') = (accepted_at IS NULL)),
    CHECK ((status IN ('requested', 'processing')) = (ended_at IS NULL))
);
CREATE INDEX payment_refunds_payment ON core.payment_refunds (payment_id, id);

-- What is still to be asked of the gateway: a payment or refund whose end is not known has one row. Each
-- asking puts the next one off, so that a crash in between only delays.
CREATE TABLE core.gateway_tasks (
    object_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('payment', 'refund')),
    due_at timestamptz NOT NULL,
    tries bigint NOT NULL DEFAULT 0 CHECK (tries >= 0)
);
CREATE INDEX gateway_tasks_due ON core.gateway_tasks (due_at);

-- The gateway's notices as they came, with what proves that they are its own. The part that tells who
-- paid is encrypted by the gateway.
CREATE TABLE core.payment_notices (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    event_id text COLLATE "C" NOT NULL UNIQUE CHECK (length(event_id) BETWEEN 1 AND 64),
    kind text NOT NULL CHECK (kind IN ('payment', 'refund')),
    object_id uuid, -- the payment or refund; NULL: a refund that was not made here
    serial text COLLATE "C" NOT NULL,
    signed_at bigint NOT NULL,
    nonce text NOT NULL,
    signature text COLLATE "C" NOT NULL,
    notice text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);

-- What a person must look at. Found once each, whatever finds it again.
CREATE TABLE core.payment_cases (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    kind text NOT NULL CHECK (kind IN (
        'payment_unknown', 'payment_unsettled', 'payment_missing', 'payment_differs',
        'refund_unknown', 'refund_missing', 'refund_differs', 'refund_failed', 'refund_refused')),
    organisation_id uuid NOT NULL REFERENCES core.organisations, -- whose staff may see it
    order_id uuid REFERENCES core.orders,
    out_trade_no text COLLATE "C" NOT NULL,
    out_refund_no text COLLATE "C" NOT NULL DEFAULT '',
    bill_day date, -- of the bill that told it; NULL: another way
    ours_fen bigint,
    theirs_fen bigint,
    found_at timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    resolved_by uuid,
    note text CHECK (length(note) BETWEEN 1 AND 500),
    UNIQUE (kind, out_trade_no, out_refund_no),
    CHECK (num_nonnulls(resolved_at, resolved_by, note) IN (0, 3))
);
CREATE INDEX payment_cases_open ON core.payment_cases (id) WHERE resolved_at IS NULL;

-- The gateway's bill of a day, in Shanghai; checked_at NULL: not compared yet.
CREATE TABLE core.payment_bills (
    day date PRIMARY KEY,
    due_at timestamptz NOT NULL, -- of the next try to fetch it
    tries bigint NOT NULL DEFAULT 0,
    digest text COLLATE "C", -- SHA-1 of the file, as the gateway gave it
    lines bigint,
    paid_fen bigint,
    refunded_fen bigint,
    checked_at timestamptz
);
CREATE TABLE core.payment_bill_lines (
    day date NOT NULL REFERENCES core.payment_bills,
    out_trade_no text COLLATE "C" NOT NULL,
    out_refund_no text COLLATE "C" NOT NULL DEFAULT '', -- '': a payment
    amount_fen bigint NOT NULL,
    PRIMARY KEY (out_trade_no, out_refund_no, day)
);
