-- Of a release to come, for tests/fault/test_migration.py: what migrations do to tables that everybody uses.
ALTER TABLE core.wallets ADD COLUMN next_rank integer NOT NULL DEFAULT 0;
ALTER TABLE core.orders
    ADD COLUMN next_note text,
    ADD CONSTRAINT orders_next_note CHECK (next_note <> '') NOT VALID;
ALTER TABLE core.orders VALIDATE CONSTRAINT orders_next_note;
CREATE TABLE core.next_orders (order_id uuid PRIMARY KEY REFERENCES core.orders);
CREATE INDEX wallets_next ON core.wallets (next_rank) WHERE next_rank > 0;
