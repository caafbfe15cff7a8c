-- Who pays which part of each line of an order, and what becomes of an order that was paid: it is
-- shipped, received, and given back in part or as a whole.

-- What a statement says about states and amounts is said anew below.
DO $$
BEGIN
    EXECUTE (
        SELECT 'ALTER TABLE core.orders ' || string_agg(format('DROP CONSTRAINT %I', c.conname), ', ')
        FROM pg_constraint AS c
        WHERE c.conrelid = 'core.orders'::regclass AND c.contype = 'c'
            AND pg_get_constraintdef(c.oid) ~ 'status|subsidy_fen');
    EXECUTE (
        SELECT 'ALTER TABLE core.order_events ' || string_agg(format('DROP CONSTRAINT %I', c.conname), ', ')
        FROM pg_constraint AS c
        WHERE c.conrelid = 'core.order_events'::regclass AND c.contype = 'c');
END
$$;

-- closing: its payment may still arrive, so WeChat is told first that nobody will pay any more; closing_as
-- says how it ends when nobody has. completed: received by the member, or long enough under way.
ALTER TABLE core.orders
    ADD COLUMN merchant_id uuid, -- whose all of its lines are; NULL: an order of before, of several
    ADD COLUMN points_fen bigint NOT NULL DEFAULT 0,    -- what the points cover
    ADD COLUMN programme_fen bigint NOT NULL DEFAULT 0, -- what a subsidy programme bears
    ADD COLUMN voucher_fen bigint NOT NULL DEFAULT 0,
    ADD COLUMN discount_fen bigint NOT NULL DEFAULT 0,  -- what the merchant forgoes
    ADD COLUMN refunded_fen bigint NOT NULL DEFAULT 0,  -- given back of payable_fen
    ADD COLUMN closing_as text COLLATE "C" CHECK (closing_as IN ('cancelled', 'expired')),
    ADD COLUMN shipped_at timestamptz,
    ADD COLUMN completed_at timestamptz,
    ADD COLUMN refunded_at timestamptz,
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
UPDATE core.orders AS o
SET points_fen = o.subsidy_fen,
    updated_at = greatest(o.created_at, o.paid_at, o.cancelled_at, o.expired_at),
    merchant_id = (SELECT CASE WHEN count(DISTINCT p.merchant_id) = 1 THEN (array_agg(p.merchant_id))[1] END
                   FROM core.order_items AS item JOIN core.products AS p ON p.id = item.product_id
                   WHERE item.order_id = o.id);
ALTER TABLE core.orders
    ALTER COLUMN points_fen DROP DEFAULT, ALTER COLUMN programme_fen DROP DEFAULT,
    ALTER COLUMN voucher_fen DROP DEFAULT, ALTER COLUMN discount_fen DROP DEFAULT,
    ADD CONSTRAINT orders_status_check CHECK (status IN (
        'pending_payment', 'closing', 'paid', 'shipped', 'completed', 'refunded', 'cancelled', 'expired')),
    -- subsidy_fen is what the union bears.
    ADD CONSTRAINT orders_amounts_check CHECK (
        total_fen = payable_fen + subsidy_fen + voucher_fen + discount_fen
        AND subsidy_fen = points_fen + programme_fen
        AND least(payable_fen, points_fen, programme_fen, voucher_fen, discount_fen) >= 0
        AND (points_fen = 0 OR points_spent > 0)),
    ADD CONSTRAINT orders_refunded_fen_check CHECK (refunded_fen BETWEEN 0 AND payable_fen),
    ADD CONSTRAINT orders_unpaid_check CHECK (
        status NOT IN ('pending_payment', 'closing') OR (paid_at IS NULL AND payable_fen > 0)),
    ADD CONSTRAINT orders_closing_check CHECK (status <> 'closing' OR closing_as IS NOT NULL),
    ADD CONSTRAINT orders_paid_check CHECK (
        CASE WHEN status IN ('paid', 'shipped', 'completed', 'refunded') THEN paid_at IS NOT NULL
             WHEN status = 'expired' THEN paid_at IS NULL ELSE true END),
    ADD CONSTRAINT orders_shipped_check CHECK (
        shipped_at IS NULL OR (delivery_kind = 'address' AND status IN ('shipped', 'completed', 'refunded'))),
    ADD CONSTRAINT orders_times_check CHECK (
        (status <> 'shipped' OR shipped_at IS NOT NULL)
        AND (status <> 'completed' OR completed_at IS NOT NULL)
        AND (completed_at IS NULL OR status IN ('completed', 'refunded'))
        AND (status = 'refunded') = (refunded_at IS NOT NULL)
        AND (status = 'cancelled') = (cancelled_at IS NOT NULL)
        AND (status = 'expired') = (expired_at IS NOT NULL));
-- Merchants see what was paid.
CREATE INDEX orders_merchant ON core.orders (merchant_id, updated_at, id) WHERE paid_at IS NOT NULL;
CREATE INDEX orders_shipped ON core.orders (shipped_at) WHERE status = 'shipped';
CREATE INDEX orders_pickup ON core.orders (paid_at) WHERE status = 'paid' AND delivery_kind = 'pickup';

ALTER TABLE core.order_events ADD CONSTRAINT order_events_move_check CHECK (
    (from_status, to_status) IN (
        ('new', 'pending_payment'), ('new', 'paid'),
        ('pending_payment', 'paid'), ('pending_payment', 'closing'), ('pending_payment', 'cancelled'),
        ('pending_payment', 'expired'),
        ('closing', 'paid'), ('closing', 'cancelled'), ('closing', 'expired'),
        ('paid', 'shipped'), ('paid', 'completed'), ('paid', 'cancelled'), ('paid', 'refunded'),
        ('shipped', 'completed'), ('shipped', 'refunded'), ('completed', 'refunded')));

-- A line's price is the sum of these; what of it is given back is in core.order_refund_items.
ALTER TABLE core.order_items
    ADD COLUMN money_fen bigint NOT NULL DEFAULT 0,
    ADD COLUMN points_fen bigint NOT NULL DEFAULT 0,
    ADD COLUMN points bigint NOT NULL DEFAULT 0,
    ADD COLUMN programme_fen bigint NOT NULL DEFAULT 0,
    ADD COLUMN voucher_fen bigint NOT NULL DEFAULT 0,
    ADD COLUMN discount_fen bigint NOT NULL DEFAULT 0,
    ADD COLUMN refunded bigint NOT NULL DEFAULT 0,  -- pieces given back,
    ADD COLUMN restocked bigint NOT NULL DEFAULT 0; -- and those of them that went on the shelf again
-- Orders of before: points went to the lines that have a price in points, by what they cost.
WITH weighed AS (
    SELECT item.order_id, item.line, o.points_fen, o.points_spent,
        item.price_fen::numeric * item.quantity AS fen, item.points_price::numeric * item.quantity AS points,
        sum(item.price_fen::numeric * item.quantity) OVER whole AS all_fen,
        sum(item.points_price::numeric * item.quantity) OVER whole AS all_points
    FROM core.orders AS o JOIN core.order_items AS item ON item.order_id = o.id
    WHERE o.points_spent > 0 AND item.points_price IS NOT NULL
    WINDOW whole AS (PARTITION BY item.order_id)
), ranked AS (
    SELECT w.*, row_number() OVER (PARTITION BY w.order_id ORDER BY mod(w.points_fen * w.fen, w.all_fen) DESC,
                                   w.line) AS fen_rank,
        row_number() OVER (PARTITION BY w.order_id ORDER BY mod(w.points_spent * w.points, w.all_points) DESC,
                           w.line) AS points_rank,
        w.points_fen - sum(div(w.points_fen * w.fen, w.all_fen)) OVER whole AS fen_rest,
        w.points_spent - sum(div(w.points_spent * w.points, w.all_points)) OVER whole AS points_rest
    FROM weighed AS w WINDOW whole AS (PARTITION BY w.order_id)
)
UPDATE core.order_items AS item
SET points_fen = div(r.points_fen * r.fen, r.all_fen) + (r.fen_rank <= r.fen_rest)::integer,
    points = div(r.points_spent * r.points, r.all_points) + (r.points_rank <= r.points_rest)::integer
FROM ranked AS r WHERE item.order_id = r.order_id AND item.line = r.line;
UPDATE core.order_items SET money_fen = price_fen * quantity - points_fen;
ALTER TABLE core.order_items
    ALTER COLUMN money_fen DROP DEFAULT, ALTER COLUMN points_fen DROP DEFAULT,
    ALTER COLUMN points DROP DEFAULT, ALTER COLUMN programme_fen DROP DEFAULT,
    ALTER COLUMN voucher_fen DROP DEFAULT, ALTER COLUMN discount_fen DROP DEFAULT,
    ADD CONSTRAINT order_items_shares_check CHECK (
        price_fen * quantity = money_fen + points_fen + programme_fen + voucher_fen + discount_fen
        AND least(money_fen, points_fen, points, programme_fen, voucher_fen, discount_fen) >= 0),
    ADD CONSTRAINT order_items_refunded_check CHECK (refunded BETWEEN 0 AND quantity
                                                     AND restocked BETWEEN 0 AND refunded);

-- Which voucher, programme or discount bears a line's voucher_fen, programme_fen or discount_fen.
CREATE TABLE core.order_reductions (
    order_id uuid NOT NULL,
    line bigint NOT NULL,
    payer text COLLATE "C" NOT NULL CHECK (payer IN ('voucher', 'subsidy', 'merchant_discount')),
    source_id uuid NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (order_id, line, payer, source_id),
    FOREIGN KEY (order_id, line) REFERENCES core.order_items
);
CREATE INDEX order_reductions_source ON core.order_reductions (source_id, order_id);
CREATE TRIGGER order_reductions_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.order_reductions
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- Who pays how much of each line, when nothing is given back.
CREATE VIEW core.order_shares AS
SELECT item.order_id, item.line, 'member_money' AS payer, NULL::uuid AS source_id,
    item.money_fen AS amount_fen
FROM core.order_items AS item WHERE item.money_fen > 0
UNION ALL
SELECT item.order_id, item.line, 'points', NULL, item.points_fen
FROM core.order_items AS item WHERE item.points_fen > 0
UNION ALL
SELECT r.order_id, r.line, r.payer, r.source_id, r.amount_fen FROM core.order_reductions AS r;

-- A slip knows what the caller expects to pay, and its order's amounts; a line what is known of its
-- product, and who bears what before points and money do.
ALTER TYPE core.order_slip
    ADD ATTRIBUTE vouchers uuid[],
    ADD ATTRIBUTE expected_payable_fen bigint,
    ADD ATTRIBUTE merchant_id uuid,
    ADD ATTRIBUTE points_fen bigint,
    ADD ATTRIBUTE programme_fen bigint,
    ADD ATTRIBUTE voucher_fen bigint,
    ADD ATTRIBUTE discount_fen bigint;
ALTER TYPE core.order_line
    ADD ATTRIBUTE merchant_id uuid,
    ADD ATTRIBUTE zone text,
    ADD ATTRIBUTE category text,
    ADD ATTRIBUTE programme_fen bigint,
    ADD ATTRIBUTE voucher_fen bigint,
    ADD ATTRIBUTE discount_fen bigint;
DROP FUNCTION IF EXISTS api.order_create(uuid[], jsonb[], bigint[], jsonb[], bytea[], uuid[], jsonb[],
                                         text[], bytea[], uuid[]);
DROP FUNCTION IF EXISTS core.order_claim(uuid[], jsonb[], bigint[], jsonb[], bytea[], uuid[], jsonb[],
                                         text[], bytea[], uuid[]);
DROP FUNCTION IF EXISTS core.order_baskets(core.order_slip[], core.order_line[], bigint[]);

-- How an order went out.
CREATE TABLE core.order_shipments (
    order_id uuid PRIMARY KEY REFERENCES core.orders,
    carrier text NOT NULL CHECK (char_length(carrier) BETWEEN 1 AND 20),
    tracking_no text COLLATE "C" NOT NULL CHECK (tracking_no ~ '^[A-Za-z0-9-]{4,40}$'),
    api_key_id uuid NOT NULL REFERENCES core.api_keys,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER order_shipments_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.order_shipments
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- After-sales: what a buyer wants back of a paid order. The merchant approves or refuses; after a refusal,
-- or three days of silence, the buyer may ask the union (escalated), which approves or rejects. Amounts
-- are what the pieces' payers get back, planned at first and final when it is approved.
CREATE TABLE core.order_refunds (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    order_id uuid NOT NULL REFERENCES core.orders,
    state text COLLATE "C" NOT NULL DEFAULT 'requested' CHECK (state IN (
        'requested', 'refused', 'escalated', 'approved', 'rejected', 'withdrawn')),
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 200),
    answer text CHECK (char_length(answer) BETWEEN 1 AND 200), -- to the last decision
    is_restocked boolean, -- whether the pieces can be sold again; NULL: not approved
    money_fen bigint NOT NULL CHECK (money_fen >= 0),
    points_fen bigint NOT NULL CHECK (points_fen >= 0),
    points bigint NOT NULL CHECK (points >= 0),
    programme_fen bigint NOT NULL CHECK (programme_fen >= 0),
    voucher_fen bigint NOT NULL CHECK (voucher_fen >= 0),
    discount_fen bigint NOT NULL CHECK (discount_fen >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    approved_at timestamptz,
    CHECK ((state = 'approved') = (approved_at IS NOT NULL) AND (state = 'approved') = (is_restocked IS NOT NULL)),
    CHECK (answer IS NOT NULL OR state NOT IN ('refused', 'rejected'))
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX order_refunds_open ON core.order_refunds (order_id)
    WHERE state IN ('requested', 'escalated'); -- one at a time
CREATE INDEX order_refunds_order ON core.order_refunds (order_id, id);
CREATE TRIGGER order_refunds_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, order_id ON core.order_refunds
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

CREATE TABLE core.order_refund_items (
    refund_id uuid NOT NULL REFERENCES core.order_refunds,
    order_id uuid NOT NULL,
    line bigint NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    money_fen bigint NOT NULL CHECK (money_fen >= 0),
    points_fen bigint NOT NULL CHECK (points_fen >= 0),
    points bigint NOT NULL CHECK (points >= 0),
    programme_fen bigint NOT NULL CHECK (programme_fen >= 0),
    voucher_fen bigint NOT NULL CHECK (voucher_fen >= 0),
    discount_fen bigint NOT NULL CHECK (discount_fen >= 0),
    PRIMARY KEY (refund_id, line),
    FOREIGN KEY (order_id, line) REFERENCES core.order_items
);
CREATE INDEX order_refund_items_line ON core.order_refund_items (order_id, line);
-- Of a refund's voucher_fen, programme_fen and discount_fen, which voucher's, programme's and discount's.
CREATE TABLE core.order_refund_reductions (
    refund_id uuid NOT NULL,
    order_id uuid NOT NULL,
    line bigint NOT NULL,
    payer text COLLATE "C" NOT NULL,
    source_id uuid NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    PRIMARY KEY (refund_id, line, payer, source_id),
    FOREIGN KEY (refund_id, line) REFERENCES core.order_refund_items,
    FOREIGN KEY (order_id, line, payer, source_id) REFERENCES core.order_reductions
);
CREATE INDEX order_refund_reductions_source
    ON core.order_refund_reductions (order_id, line, payer, source_id);

-- Consumption subsidies: the union bears percent of what eligible lines cost, up to a cap for one order and
-- one for each member and year (Asia/Shanghai). The budget promises total_fen when the programme begins;
-- reserved_fen belongs to unpaid orders, spent_fen to paid ones.
CREATE TABLE core.subsidy_programmes (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    organisation_id uuid NOT NULL REFERENCES core.organisations, -- for members of it and of those below
    budget_id uuid NOT NULL REFERENCES core.budgets,
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 60),
    percent bigint NOT NULL CHECK (percent BETWEEN 1 AND 100),
    threshold_fen bigint NOT NULL CHECK (threshold_fen BETWEEN 0 AND 100000000),
    order_cap_fen bigint NOT NULL CHECK (order_cap_fen BETWEEN 1 AND 100000000),
    member_cap_fen bigint NOT NULL CHECK (member_cap_fen BETWEEN 1 AND 100000000),
    merchant_id uuid REFERENCES core.merchants, -- which lines are eligible; NULL: all
    zone text COLLATE "C",
    category text,
    total_fen bigint NOT NULL CHECK (total_fen BETWEEN 1 AND 1000000000000),
    reserved_fen bigint NOT NULL DEFAULT 0,
    spent_fen bigint NOT NULL DEFAULT 0,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL CHECK (closes_at > opens_at),
    closed_at timestamptz,
    created_by uuid NOT NULL REFERENCES core.admins,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT subsidy_programmes_covered CHECK (
        reserved_fen >= 0 AND spent_fen >= 0 AND reserved_fen + spent_fen <= total_fen)
) WITH (fillfactor = 50);
CREATE INDEX subsidy_programmes_organisation ON core.subsidy_programmes (organisation_id, id);
CREATE INDEX subsidy_programmes_open ON core.subsidy_programmes (closes_at) WHERE closed_at IS NULL;
CREATE TRIGGER subsidy_programmes_kept
    BEFORE DELETE OR TRUNCATE OR UPDATE OF id, budget_id, total_fen ON core.subsidy_programmes
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- What a merchant takes off an order by itself: amount_fen when its lines (of one product, or all) come to
-- threshold_fen.
CREATE TABLE core.merchant_discounts (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    merchant_id uuid NOT NULL REFERENCES core.merchants,
    product_id uuid REFERENCES core.products,
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 60),
    threshold_fen bigint NOT NULL CHECK (threshold_fen BETWEEN 1 AND 100000000),
    amount_fen bigint NOT NULL CHECK (amount_fen BETWEEN 1 AND 100000000),
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL CHECK (closes_at > opens_at),
    ended_at timestamptz,
    api_key_id uuid NOT NULL REFERENCES core.api_keys,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (amount_fen <= threshold_fen)
);
CREATE INDEX merchant_discounts_merchant ON core.merchant_discounts (merchant_id, id);
CREATE INDEX merchant_discounts_open ON core.merchant_discounts (merchant_id) WHERE ended_at IS NULL;

-- Points that come back with a part of an order.
DO $$
BEGIN
    EXECUTE (
        SELECT format('ALTER TABLE core.journals DROP CONSTRAINT %I, ADD CONSTRAINT %1$I %s', c.conname,
            replace(pg_get_constraintdef(c.oid), 'ARRAY[', 'ARRAY[''order_refund''::text, '))
        FROM pg_constraint AS c
        WHERE c.conrelid = 'core.journals'::regclass AND c.conname = 'journals_kind_check');
END
$$;

-- What of each line was given back.
CREATE VIEW core.order_refunded AS
SELECT t.order_id, t.line, sum(t.quantity)::bigint AS pieces, sum(t.money_fen)::bigint AS money_fen,
    sum(t.points_fen)::bigint AS points_fen, sum(t.points)::bigint AS points,
    sum(t.programme_fen)::bigint AS programme_fen, sum(t.voucher_fen)::bigint AS voucher_fen,
    sum(t.discount_fen)::bigint AS discount_fen
FROM core.order_refund_items AS t JOIN core.order_refunds AS r ON r.id = t.refund_id
WHERE r.state = 'approved'
GROUP BY t.order_id, t.line;

-- Merchants read where to send an order.
DO $$
BEGIN
    EXECUTE (
        SELECT 'ALTER TABLE core.personal_data_accesses '
            || string_agg(format('DROP CONSTRAINT %I', c.conname), ', ')
        FROM pg_constraint AS c
        WHERE c.conrelid = 'core.personal_data_accesses'::regclass AND c.contype = 'c'
            AND pg_get_constraintdef(c.oid) ~ 'actor_kind');
END
$$;
ALTER TABLE core.personal_data_accesses
    ADD CONSTRAINT personal_data_accesses_actor_kind_check
        CHECK (actor_kind IN ('member', 'admin', 'merchant')),
    ADD CONSTRAINT personal_data_accesses_staff_check
        CHECK (actor_kind <> 'admin' OR num_nonnulls(role, organisation_id, reason) = 3);
