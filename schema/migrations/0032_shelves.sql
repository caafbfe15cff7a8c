-- Shelves: where merchants sell and who works there, products that a program keeps by itself, and a
-- journal of every piece of stock.

-- Where a merchant serves people. Closed ones stay: vouchers were used there.
CREATE TABLE core.stores (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    merchant_id uuid NOT NULL REFERENCES core.merchants,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    address text NOT NULL CHECK (char_length(address) BETWEEN 1 AND 120),
    location geometry(Point, 4326) NOT NULL, -- lng lat in GCJ-02, see core.stations
    hours text NOT NULL DEFAULT '' CHECK (char_length(hours) <= 200), -- for people to read
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (merchant_id, name),
    UNIQUE (id, merchant_id) -- what staff of a store point at
);
COMMENT ON COLUMN core.stores.location IS 'GCJ-02 lng lat, not WGS-84; SRID 4326 only names the ellipsoid';
CREATE INDEX stores_location ON core.stores USING gist (location) WHERE status = 'open';

-- Who works for a merchant: an owner looks after everything, a clerk serves, perhaps in one store
-- only. A role grant of merchant_staff, given by the union, counts as an owner's
-- (core.merchant_staff_of).
CREATE TABLE core.merchant_staff (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    merchant_id uuid NOT NULL REFERENCES core.merchants,
    member_id uuid NOT NULL REFERENCES core.members,
    store_id uuid,
    role text NOT NULL CHECK (role IN ('owner', 'clerk')),
    created_by uuid NOT NULL, -- of core.admins or core.members
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    ended_by uuid, -- of core.admins or core.members; NULL: the system
    FOREIGN KEY (store_id, merchant_id) REFERENCES core.stores (id, merchant_id),
    CHECK (role = 'clerk' OR store_id IS NULL),
    CHECK (ended_by IS NULL OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX merchant_staff_open ON core.merchant_staff (merchant_id, member_id)
    WHERE ended_at IS NULL;
CREATE INDEX merchant_staff_member ON core.merchant_staff (member_id) WHERE ended_at IS NULL;
CREATE INDEX merchant_staff_merchant ON core.merchant_staff (merchant_id, id);

ALTER TABLE core.merchants
    ADD COLUMN credit_code text CHECK (credit_code ~ '^[0-9A-Z]{18}$'), -- GB 32100
    ADD COLUMN introduction text NOT NULL DEFAULT '' CHECK (char_length(introduction) <= 1000);

-- The kinds of goods that clients show as a menu, in this order.
CREATE TABLE core.categories (
    name text PRIMARY KEY CHECK (char_length(name) BETWEEN 1 AND 20),
    position bigint NOT NULL CHECK (position BETWEEN 1 AND 1000000),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX categories_position ON core.categories (position, name);
INSERT INTO core.categories (name, position)
SELECT k.name, k.position * 10
FROM unnest(ARRAY['水果', '蔬菜', '粮油', '肉禽', '水产', '茶饮', '日用', '健康', '文旅', '采摘'])
    WITH ORDINALITY AS k (name, position);
INSERT INTO core.categories (name, position)
SELECT DISTINCT p.category, 1000 FROM core.products AS p ON CONFLICT DO NOTHING;

-- A merchant's program keeps these by PUT. version is what If-Match compares; a test product is seen
-- and changed by test keys only.
CREATE SEQUENCE core.product_positions AS bigint;
ALTER TABLE core.products
    DROP CONSTRAINT products_zone_check,
    ADD CONSTRAINT products_zone_check CHECK (zone IN (
        'farm', 'points', 'benefit',                       -- 助农, 积分, 工会专享
        'rural_revival', 'bargain', 'paired_assistance')), -- 乡村振兴, 优惠购, 对口支援
    ADD CONSTRAINT products_category_fkey FOREIGN KEY (category) REFERENCES core.categories
        ON UPDATE CASCADE,
    ADD COLUMN mode text NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'test')),
    ADD COLUMN images text[] NOT NULL DEFAULT '{}' CHECK (cardinality(images) <= 9),
    ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version >= 1),
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
    -- Its place in lists, which are newest first: ids are given by merchants' programs and tell
    -- nothing of time.
    ADD COLUMN position bigint;
UPDATE core.products AS p SET position = k.position, updated_at = p.created_at
FROM (SELECT i.id, nextval('core.product_positions') AS position
      FROM (SELECT o.id FROM core.products AS o ORDER BY o.id) AS i) AS k
WHERE k.id = p.id;
ALTER TABLE core.products
    ALTER COLUMN position SET DEFAULT nextval('core.product_positions'),
    ALTER COLUMN position SET NOT NULL;
ALTER SEQUENCE core.product_positions OWNED BY core.products.position;

DROP INDEX core.products_merchant, core.products_zone, core.products_category,
    core.products_zone_category, core.products_name;
CREATE INDEX products_merchant ON core.products (merchant_id, mode, position DESC);
CREATE INDEX products_shown ON core.products (position DESC)
    WHERE status = 'on_sale' AND mode = 'live';
CREATE INDEX products_zone ON core.products (zone, position DESC)
    WHERE status = 'on_sale' AND mode = 'live';
CREATE INDEX products_category ON core.products (category, position DESC)
    WHERE status = 'on_sale' AND mode = 'live';
CREATE INDEX products_zone_category ON core.products (zone, category, position DESC)
    WHERE status = 'on_sale' AND mode = 'live';

-- Where each piece of one and of two characters stands in the names of what is on sale, in the order
-- of the list: a search reads the newest first and stops when its page is full (core.product_search).
-- An inverted index of PostgreSQL would give all that match, to be sorted.
CREATE TABLE core.product_grams (
    gram text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    product_id uuid NOT NULL, -- of core.products, which keep their ids and positions
    PRIMARY KEY (gram, position) INCLUDE (product_id)
);
ALTER TABLE core.products DROP COLUMN name_grams;
CREATE TRIGGER products_kept BEFORE DELETE OR TRUNCATE OR UPDATE OF id, merchant_id, mode, position
    ON core.products FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

CREATE FUNCTION core.product_named() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.status = 'on_sale' THEN
        DELETE FROM core.product_grams AS k
        WHERE k.gram = ANY (core.name_grams(OLD.name)) AND k.position = OLD.position;
    END IF;
    IF NEW.status = 'on_sale' AND NEW.mode = 'live' THEN
        INSERT INTO core.product_grams (gram, position, product_id)
        SELECT g.gram, NEW.position, NEW.id FROM unnest(core.name_grams(NEW.name)) AS g (gram);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER product_named AFTER INSERT ON core.products
    FOR EACH ROW EXECUTE FUNCTION core.product_named();
CREATE TRIGGER product_renamed AFTER UPDATE OF name, status ON core.products
    FOR EACH ROW WHEN ((NEW.name, NEW.status) <> (OLD.name, OLD.status))
    EXECUTE FUNCTION core.product_named();
INSERT INTO core.product_grams (gram, position, product_id)
SELECT g.gram, p.position, p.id
FROM core.products AS p, unnest(core.name_grams(p.name)) AS g (gram) WHERE p.status = 'on_sale';

-- Names may change places within one statement. What was received grows for ever, so its bound is
-- wide.
ALTER TABLE core.skus
    ADD COLUMN code text CHECK (char_length(code) BETWEEN 1 AND 40), -- the merchant's own number
    DROP CONSTRAINT skus_product_id_name_key,
    ADD CONSTRAINT skus_product_id_name_key UNIQUE (product_id, name) DEFERRABLE,
    DROP CONSTRAINT skus_received_check,
    ADD CONSTRAINT skus_received_check CHECK (received BETWEEN 0 AND 1000000000000000);

-- Every movement of stock, one row for an SKU and a statement; never changed. Pieces that come or go
-- for good are written by whoever moves them (core.stock_count), with who and why; what orders move
-- between on hand, reserved and sold is written by the trigger below.
CREATE TABLE core.stock_movements (
    seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    sku_id uuid NOT NULL, -- of core.skus, which are never deleted
    kind text NOT NULL CHECK (kind IN ('opening', 'received', 'written_off', 'orders')),
    on_hand_delta bigint NOT NULL,
    reserved_delta bigint NOT NULL,
    sold_delta bigint NOT NULL,
    on_hand_after bigint NOT NULL CHECK (on_hand_after >= 0),
    actor_kind text NOT NULL CHECK (actor_kind IN ('merchant', 'system')),
    actor_id uuid, -- of core.merchants
    reason text CHECK (char_length(reason) BETWEEN 1 AND 200),
    at timestamptz NOT NULL DEFAULT now(),
    CHECK ((actor_kind = 'system') = (actor_id IS NULL)),
    CHECK (kind IN ('opening', 'orders') OR (reserved_delta = 0 AND sold_delta = 0)),
    CHECK (kind <> 'received' OR on_hand_delta > 0),
    CHECK (kind <> 'written_off' OR on_hand_delta < 0)
);
CREATE INDEX stock_movements_sku ON core.stock_movements (sku_id, seq DESC);
CREATE TRIGGER stock_movements_kept BEFORE DELETE OR TRUNCATE OR UPDATE ON core.stock_movements
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
INSERT INTO core.stock_movements (sku_id, kind, on_hand_delta, reserved_delta, sold_delta,
                                  on_hand_after, actor_kind)
SELECT s.id, 'opening', s.on_hand, s.reserved, s.sold, s.on_hand, 'system'
FROM core.skus AS s WHERE s.received > 0;

CREATE FUNCTION core.stock_opened() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.stock_movements (sku_id, kind, on_hand_delta, reserved_delta, sold_delta,
                                      on_hand_after, actor_kind)
    SELECT n.id, 'opening', n.on_hand, n.reserved, n.sold, n.on_hand, 'system'
    FROM fresh AS n WHERE n.received > 0;
    RETURN NULL;
END
$$;
CREATE TRIGGER stock_opened AFTER INSERT ON core.skus
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.stock_opened();

CREATE FUNCTION core.stock_moved() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.stock_movements (sku_id, kind, on_hand_delta, reserved_delta, sold_delta,
                                      on_hand_after, actor_kind)
    SELECT n.id, 'orders', n.on_hand - o.on_hand, n.reserved - o.reserved, n.sold - o.sold,
        n.on_hand, 'system'
    FROM fresh AS n JOIN stale AS o ON o.id = n.id
    WHERE n.received = o.received AND n.written_off = o.written_off
        AND (n.on_hand, n.reserved, n.sold) <> (o.on_hand, o.reserved, o.sold);
    RETURN NULL;
END
$$;
-- Without a list of columns: a trigger with transition tables may have none.
CREATE TRIGGER stock_moved AFTER UPDATE ON core.skus
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION core.stock_moved();

DROP FUNCTION IF EXISTS core.product_page(text, text, text, uuid, bigint);

-- A merchant is another kind of application: it asks an organisation for a contract. It has one stage
-- and is not returned; whoever is rejected may ask again.
ALTER TABLE core.application_stages
    DROP CONSTRAINT application_stages_kind_check,
    ADD CONSTRAINT application_stages_kind_check CHECK (kind IN
        ('joining', 'founding', 'transfer', 'leaving', 'merchant'));
INSERT INTO core.application_stages (kind, stage, side, level, days, may_return, may_reject) VALUES
    ('merchant', 1, 'target', NULL, 15, false, true);

DO $$ -- checks without names of their own
DECLARE
    found_name text;
BEGIN
    FOR found_name IN
        SELECT c.conname FROM pg_constraint AS c
        WHERE c.conrelid = 'core.applications'::regclass AND c.contype = 'c'
            AND pg_get_constraintdef(c.oid) LIKE '%founding%'
    LOOP
        EXECUTE format('ALTER TABLE core.applications DROP CONSTRAINT %I', found_name);
    END LOOP;
END
$$;
ALTER TABLE core.applications
    ADD COLUMN merchant_id uuid REFERENCES core.merchants, -- that an approval made
    ADD CONSTRAINT applications_kind_check CHECK (kind IN
        ('joining', 'founding', 'transfer', 'leaving', 'merchant')),
    ADD CONSTRAINT applications_person CHECK
        (person_id IS NOT NULL OR kind IN ('founding', 'merchant')),
    ADD CONSTRAINT applications_founded CHECK (founded_id IS NULL OR kind = 'founding'),
    ADD CONSTRAINT applications_founded_by_approval CHECK
        (founded_id IS NOT NULL OR kind <> 'founding' OR state <> 'approved'),
    ADD CONSTRAINT applications_merchant CHECK
        (merchant_id IS NULL OR kind = 'merchant'),
    ADD CONSTRAINT applications_merchant_by_approval CHECK
        (merchant_id IS NOT NULL OR kind <> 'merchant' OR state <> 'approved'),
    ADD CONSTRAINT applications_contact CHECK
        ((contact IS NULL OR kind = 'founding') AND (contact_sealed IS NULL OR contact IS NOT NULL));
-- One open application of each lane (core.application_lane) for an account.
DROP INDEX core.applications_open_applicant;
CREATE UNIQUE INDEX applications_open_applicant ON core.applications (
    applicant_id, (CASE kind WHEN 'founding' THEN 1 WHEN 'merchant' THEN 2 ELSE 0 END))
    WHERE decided_at IS NULL;
CREATE UNIQUE INDEX applications_open_merchant ON core.applications ((form ->> 'credit_code'))
    WHERE decided_at IS NULL AND kind = 'merchant';
CREATE UNIQUE INDEX merchants_credit_code ON core.merchants (credit_code);

DROP FUNCTION IF EXISTS core.applications_of(uuid, boolean, bigint, text);
DROP FUNCTION IF EXISTS core.application_withdraw(text, boolean, uuid, uuid, uuid);
