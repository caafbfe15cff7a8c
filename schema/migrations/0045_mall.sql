-- What the mall lacked: SKUs that run low, kinds of goods that the staff keep, vouchers for test keys, and goods
-- on their way as WeChat wants to be told of them.

-- When a merchant wants to know that an SKU runs low.
ALTER TABLE core.skus
    ADD COLUMN low_stock bigint CHECK (low_stock BETWEEN 0 AND 10000000); -- pieces on hand; NULL: nobody asks

-- Kinds of goods are kept by an organisation at the top (NULL: by the first one; they came with the program).
-- Retired ones are shown no more and take no new products; what has them stays.
ALTER TABLE core.categories
    ADD COLUMN id uuid NOT NULL DEFAULT core.uuid7() UNIQUE,
    ADD COLUMN organisation_id uuid REFERENCES core.organisations,
    ADD COLUMN retired_at timestamptz;

DROP FUNCTION IF EXISTS core.product_skus(uuid, jsonb);
