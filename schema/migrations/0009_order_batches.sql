-- order_create takes whoever waits, set by set: its types, and triggers that look at a statement's
-- rows together.

DROP FUNCTION IF EXISTS api.order_create(uuid, jsonb, bigint, jsonb, bytea, uuid, jsonb, text,
                                         bytea, uuid);
DROP FUNCTION IF EXISTS core.order_place(uuid, uuid, jsonb, bigint, jsonb, jsonb, bytea, text);
DROP FUNCTION IF EXISTS core.order_price(jsonb);
DROP FUNCTION IF EXISTS core.order_refusal(uuid, core.order_line[], bigint, jsonb);
DROP FUNCTION IF EXISTS core.order_limit_reached(uuid, core.order_line[]);
DROP FUNCTION IF EXISTS core.order_amounts(core.order_line[], bigint);
DROP FUNCTION IF EXISTS core.order_write(uuid, uuid, core.order_line[], bigint, jsonb, bytea, text);
DROP FUNCTION IF EXISTS core.order_reserve(uuid, text);
DROP FUNCTION IF EXISTS core.order_json(core.orders);
DROP FUNCTION IF EXISTS core.points_hold(uuid, bigint, uuid, timestamptz);
DROP TYPE core.order_line;

-- A request on its way through api.order_create; outcome NULL: still in the running.
CREATE TYPE core.order_slip AS (
    ord bigint,
    member_id uuid,
    items jsonb,
    points_to_spend bigint,
    delivery jsonb, -- kind, and for an address recipient, phone and detail masked, and region_code
    delivery_sealed bytea,
    order_id uuid,
    has_vouchers boolean,
    idempotency_key text,
    fingerprint bytea,
    request_id uuid,
    outcome text,
    body json,
    replay_of uuid,
    status text, -- of the order that is made; NULL: none is
    total_fen bigint,
    subsidy_fen bigint
);

-- A line of an order that may be made: what core.order_price found under the SKU's lock.
CREATE TYPE core.order_line AS (
    ord bigint,  -- of the slip
    line bigint, -- 1, 2, 3 … in each order
    shelf bigint, -- 1, 2, 3 … for each SKU of the batch
    sku_id uuid,
    product_id uuid, -- NULL: there is no such SKU on sale
    product_name text,
    sku_name text,
    quantity bigint,
    price_fen bigint,
    points_price bigint,
    on_hand bigint,
    purchase_limit bigint
);

-- As in 0003_points.sql, what a batch's rows refer to is checked by triggers that look at a
-- statement's rows together; foreign keys look row by row and leave a lock on each parent
-- (measured: about a fifth of an order). It is as safe, because no parent is ever deleted.
ALTER TABLE core.orders DROP CONSTRAINT orders_member_id_fkey;
ALTER TABLE core.order_items DROP CONSTRAINT order_items_order_id_fkey;
ALTER TABLE core.order_items DROP CONSTRAINT order_items_sku_id_product_id_fkey;
-- Only the triggers of core.orders write moves.
ALTER TABLE core.order_events DROP CONSTRAINT order_events_order_id_fkey;
-- These served the foreign keys.
ALTER TABLE core.skus DROP CONSTRAINT skus_id_product_id_key;
DROP INDEX core.order_items_sku;

CREATE TRIGGER orders_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, member_id ON core.orders
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER order_items_kept BEFORE UPDATE OF order_id, sku_id, product_id ON core.order_items
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER skus_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, product_id ON core.skus
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- Orders of members: each has a wallet. Their first state is their first move.
CREATE FUNCTION core.orders_made() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh AS n
        WHERE (SELECT w.member_id FROM core.wallets AS w WHERE w.member_id = n.member_id) IS NULL
    ) THEN
        RAISE EXCEPTION 'an order refers to nobody';
    END IF;
    INSERT INTO core.order_events (order_id, from_status, to_status)
    SELECT n.id, 'new', n.status FROM fresh AS n;
    RETURN NULL;
END
$$;
CREATE TRIGGER orders_made AFTER INSERT ON core.orders
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.orders_made();

CREATE OR REPLACE FUNCTION core.order_moved() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.order_events (order_id, from_status, to_status)
    VALUES (NEW.id, OLD.status, NEW.status);
    RETURN NULL;
END
$$;
DROP TRIGGER order_moved ON core.orders;
CREATE TRIGGER order_moved AFTER UPDATE OF status ON core.orders
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION core.order_moved();

-- Each line has its order, and names its SKU's product.
CREATE FUNCTION core.order_items_checked() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh AS n
        WHERE (SELECT o.id FROM core.orders AS o WHERE o.id = n.order_id) IS NULL
            OR (SELECT s.product_id FROM core.skus AS s WHERE s.id = n.sku_id)
                IS DISTINCT FROM n.product_id
    ) THEN
        RAISE EXCEPTION 'a line refers to nothing';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER order_items_checked AFTER INSERT ON core.order_items
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.order_items_checked();
