-- Orders: what a member bought, at which price, and who pays which part of it.

CREATE SEQUENCE core.order_numbers START 10000001;

CREATE TABLE core.orders (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    -- The day in Shanghai and a running number: 2026112110000001.
    order_no text NOT NULL UNIQUE DEFAULT
        to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || nextval('core.order_numbers'),
    member_id uuid NOT NULL REFERENCES core.members,
    status text NOT NULL CHECK (status IN ('pending_payment', 'paid', 'cancelled', 'expired')),
    total_fen bigint NOT NULL CHECK (total_fen > 0),
    payable_fen bigint NOT NULL CHECK (payable_fen >= 0),  -- what the member pays in money
    subsidy_fen bigint NOT NULL CHECK (subsidy_fen >= 0),  -- what the points cover, borne by the union
    points_spent bigint NOT NULL CHECK (points_spent >= 0),
    delivery_kind text NOT NULL CHECK (delivery_kind IN ('pickup', 'address')),
    recipient_masked text,
    phone_masked text,
    region_code text CHECK (region_code ~ '^[0-9]{6}$'),
    detail_masked text,
    delivery_sealed bytea, -- the address in full, AES-256-GCM made outside the database
    idempotency_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz, -- payment deadline; NULL when nothing was left to pay
    paid_at timestamptz,
    cancelled_at timestamptz,
    expired_at timestamptz,
    UNIQUE (member_id, idempotency_key), -- outlives the seven days of core.idempotency_keys
    CHECK (total_fen = payable_fen + subsidy_fen),
    CHECK (subsidy_fen = 0 OR points_spent > 0),
    CHECK (payable_fen = 0 OR expires_at IS NOT NULL),
    CHECK (status NOT IN ('pending_payment', 'expired') OR paid_at IS NULL),
    CHECK (status <> 'pending_payment' OR payable_fen > 0),
    CHECK (status <> 'paid' OR paid_at IS NOT NULL),
    CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
    CHECK ((status = 'expired') = (expired_at IS NOT NULL)),
    CHECK ((delivery_kind = 'address') =
           (num_nonnulls(recipient_masked, phone_masked, region_code, detail_masked) = 4)),
    CHECK (delivery_kind = 'address' OR
           num_nonnulls(recipient_masked, phone_masked, region_code, detail_masked,
                        delivery_sealed) = 0)
) WITH (fillfactor = 85);
CREATE INDEX orders_member ON core.orders (member_id, created_at DESC, id DESC);
CREATE INDEX orders_due ON core.orders (expires_at) WHERE status = 'pending_payment';

-- Names and prices as they were when the order was made.
CREATE TABLE core.order_items (
    order_id uuid NOT NULL REFERENCES core.orders,
    line bigint NOT NULL CHECK (line BETWEEN 1 AND 20),
    sku_id uuid NOT NULL,
    product_id uuid NOT NULL,
    product_name text NOT NULL,
    sku_name text NOT NULL,
    -- At most 20 lines of 99 pieces each, all of which may name the same SKU.
    quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 1980),
    price_fen bigint NOT NULL CHECK (price_fen > 0),
    points_price bigint CHECK (points_price > 0),
    PRIMARY KEY (order_id, line),
    UNIQUE (order_id, sku_id),
    FOREIGN KEY (sku_id, product_id) REFERENCES core.skus (id, product_id)
);
CREATE INDEX order_items_sku ON core.order_items (sku_id);

-- A line of an order that is being made: what core.order_price found under the SKU's lock.
CREATE TYPE core.order_line AS (
    sku_id uuid,
    product_id uuid,
    product_name text,
    sku_name text,
    quantity bigint,
    price_fen bigint,
    points_price bigint,
    on_hand bigint,
    purchase_limit bigint
);

-- Every move between states that was made; no others exist, 'new' being the state before the
-- first. The keys let an order enter and leave a state once. (A CHECK and not a foreign key: every
-- order would lock the same few rows of a table of moves.)
CREATE TABLE core.order_events (
    order_id uuid NOT NULL REFERENCES core.orders,
    from_status text NOT NULL,
    to_status text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (order_id, to_status),
    UNIQUE (order_id, from_status),
    CHECK ((from_status, to_status) IN (
        ('new', 'pending_payment'), ('new', 'paid'),
        ('pending_payment', 'paid'), ('pending_payment', 'cancelled'),
        ('pending_payment', 'expired'), ('paid', 'cancelled')))
);

CREATE FUNCTION core.order_moved() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO core.order_events (order_id, from_status, to_status)
        VALUES (NEW.id, 'new', NEW.status);
    ELSIF NEW.status <> OLD.status THEN
        INSERT INTO core.order_events (order_id, from_status, to_status)
        VALUES (NEW.id, OLD.status, NEW.status);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER order_moved AFTER INSERT OR UPDATE OF status ON core.orders
    FOR EACH ROW EXECUTE FUNCTION core.order_moved();
