-- Orders that go out in several parcels, and a merchant's second thought about them.

-- How an order goes out: in parcels that hold all of it. Revision 2 is what the merchant has put right: once, for
-- WeChat takes no more.
CREATE TABLE core.order_parcels (
    order_id uuid NOT NULL REFERENCES core.orders,
    revision bigint NOT NULL CHECK (revision IN (1, 2)),
    parcel bigint NOT NULL CHECK (parcel BETWEEN 1 AND 15),
    carrier text NOT NULL CHECK (char_length(carrier) BETWEEN 1 AND 20),
    tracking_no text COLLATE "C" NOT NULL CHECK (tracking_no ~ '^[A-Za-z0-9-]{4,40}$'),
    api_key_id uuid NOT NULL REFERENCES core.api_keys,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (order_id, revision, parcel),
    UNIQUE (order_id, revision, tracking_no)
);
CREATE TABLE core.order_parcel_items (
    order_id uuid NOT NULL,
    revision bigint NOT NULL,
    parcel bigint NOT NULL,
    line bigint NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, revision, parcel, line),
    FOREIGN KEY (order_id, revision, parcel) REFERENCES core.order_parcels,
    FOREIGN KEY (order_id, line) REFERENCES core.order_items
);

-- There was one parcel an order. What had been given back before it left is not known any more.
INSERT INTO core.order_parcels (order_id, revision, parcel, carrier, tracking_no, api_key_id, created_at)
SELECT s.order_id, 1, 1, s.carrier, s.tracking_no, s.api_key_id, s.created_at FROM core.order_shipments AS s;
INSERT INTO core.order_parcel_items (order_id, revision, parcel, line, quantity)
SELECT i.order_id, 1, 1, i.line, i.quantity
FROM core.order_shipments AS s JOIN core.order_items AS i ON i.order_id = s.order_id;
DROP TABLE core.order_shipments;

CREATE TRIGGER order_parcels_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.order_parcels
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER order_parcel_items_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.order_parcel_items
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

DROP FUNCTION IF EXISTS core.order_shipment_json(uuid);
DROP FUNCTION IF EXISTS api.merchant_order_ship(uuid, uuid, text, uuid, text, text, text, bytea, uuid);
DROP FUNCTION IF EXISTS api.shipping_report_take();
DROP FUNCTION IF EXISTS api.shipping_report_end(uuid, text, bigint);
