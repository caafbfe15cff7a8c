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

-- Vouchers for test keys, which nobody holds: funding test, one of a template of its own. What is done with them
-- has mode test, and counts for nothing.
DO $$ -- checks without names of their own
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.conrelid::regclass AS relation, c.conname AS name FROM pg_constraint AS c
        WHERE c.contype = 'c' AND (
            c.conrelid = 'core.voucher_templates'::regclass AND (
                pg_get_constraintdef(c.oid) LIKE '%funding%is_claimable%'
                OR pg_get_constraintdef(c.oid) LIKE '%funding%sale%'
                AND pg_get_constraintdef(c.oid) NOT LIKE '%sku_id%')
            OR c.conrelid = 'core.vouchers'::regclass AND pg_get_constraintdef(c.oid) LIKE '%source%issue%')
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.relation, found.name);
    END LOOP;
END
$$;
ALTER TABLE core.voucher_templates
    ADD CONSTRAINT voucher_templates_funding CHECK (funding IN ('budget', 'sale', 'test')),
    ADD CONSTRAINT voucher_templates_seller CHECK (
        funding = 'budget' OR (merchant_id IS NOT NULL AND NOT is_claimable)),
    ADD CONSTRAINT voucher_templates_sold CHECK (funding <> 'sale' OR kind = 'exchange');
ALTER TABLE core.vouchers
    ALTER COLUMN member_id DROP NOT NULL,
    ADD CONSTRAINT vouchers_source CHECK (source IN ('claim', 'issue', 'order', 'test')),
    ADD CONSTRAINT vouchers_holder CHECK ((source = 'test') = (member_id IS NULL));
ALTER TABLE core.redemption_locks
    ADD COLUMN mode text COLLATE "C" NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'test'));
ALTER TABLE core.redemptions
    ADD COLUMN mode text COLLATE "C" NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'test'));
DROP INDEX core.redemptions_reference;
CREATE UNIQUE INDEX redemptions_reference ON core.redemptions (merchant_id, mode, reference)
    WHERE reference IS NOT NULL;
ALTER TYPE core.till ADD ATTRIBUTE mode text; -- of the key; staff are live

-- What WeChat is to be told of goods that it was paid for (发货信息管理): written with what became of them, told by
-- a job. Each try puts the next one off, so that a crash in between only delays. logistics as WeChat's
-- logistics_type: 1 sent by carrier, 3 nothing to send, 4 picked up.
CREATE TABLE core.shipping_reports (
    order_id uuid PRIMARY KEY REFERENCES core.orders,
    payment_id uuid NOT NULL REFERENCES core.payments,
    logistics bigint NOT NULL CHECK (logistics IN (1, 3, 4)),
    due_at timestamptz NOT NULL DEFAULT now(),
    tries bigint NOT NULL DEFAULT 0 CHECK (tries >= 0),
    state text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'told', 'refused')),
    errcode bigint, -- WeChat's last one
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    CHECK ((state = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX shipping_reports_due ON core.shipping_reports (due_at) WHERE state = 'waiting';
ALTER TABLE core.payment_cases
    DROP CONSTRAINT payment_cases_kind_check,
    ADD CONSTRAINT payment_cases_kind_check CHECK (kind IN (
        'payment_unknown', 'payment_unsettled', 'payment_missing', 'payment_differs',
        'refund_unknown', 'refund_missing', 'refund_differs', 'refund_failed', 'refund_refused',
        'shipping_refused'));

DROP FUNCTION IF EXISTS core.product_skus(uuid, jsonb);
DROP FUNCTION IF EXISTS core.till_of(uuid, uuid, uuid);
DROP FUNCTION IF EXISTS core.till_refusal(core.till, text);
DROP FUNCTION IF EXISTS core.redemption_scan(core.till, text, bytea);
DROP FUNCTION IF EXISTS core.redemption_reference_lock(uuid, text);
DROP FUNCTION IF EXISTS core.redemption_held(uuid, uuid, uuid);
DROP FUNCTION IF EXISTS core.redemption_lock_held(uuid, uuid, uuid);
