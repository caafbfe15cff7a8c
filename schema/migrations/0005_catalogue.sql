-- What can be bought: merchants, their products, and the SKUs that carry price and stock.

CREATE TABLE core.merchants (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    name text NOT NULL UNIQUE CHECK (char_length(name) BETWEEN 1 AND 60),
    kind text NOT NULL CHECK (kind IN ('farm', 'picking_garden', 'cooperative', 'shop')),
    district_code text NOT NULL CHECK (district_code ~ '^[0-9]{6}$'), -- GB/T 2260
    address text NOT NULL CHECK (char_length(address) BETWEEN 1 AND 120),
    location geometry(Point, 4326), -- lng lat in GCJ-02, see core.stations
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN core.merchants.location IS 'GCJ-02 lng lat, not WGS-84; SRID 4326 only names the ellipsoid';

-- Every piece of one and of two characters, in lower case. Chinese words are often two characters
-- long, which trigrams cannot index; with these a substring of any length has an index.
CREATE FUNCTION core.name_grams(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(lower(name), start, size)), '{}')
    FROM generate_series(1, 2) AS size,
         generate_series(1, char_length(name) - size + 1) AS start
$$;

CREATE TABLE core.products (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    merchant_id uuid NOT NULL REFERENCES core.merchants,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    name_grams text[] NOT NULL GENERATED ALWAYS AS (core.name_grams(name)) STORED,
    zone text NOT NULL CHECK (zone IN ('farm', 'points', 'benefit')), -- 助农, 积分, 工会专享
    category text NOT NULL CHECK (char_length(category) BETWEEN 1 AND 20),
    description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 4000),
    -- Pieces that one member may hold in unpaid and paid orders together; NULL: as many as wanted.
    purchase_limit bigint CHECK (purchase_limit BETWEEN 1 AND 9999),
    status text NOT NULL DEFAULT 'on_sale' CHECK (status IN ('draft', 'on_sale', 'off_sale')),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX products_merchant ON core.products (merchant_id);
CREATE INDEX products_zone ON core.products (zone, id DESC) WHERE status = 'on_sale';
CREATE INDEX products_category ON core.products (category, id DESC) WHERE status = 'on_sale';
CREATE INDEX products_zone_category ON core.products (zone, category, id DESC)
    WHERE status = 'on_sale';
CREATE INDEX products_name ON core.products USING gin (name_grams) WHERE status = 'on_sale';

-- Stock: every piece ever received is on hand, reserved by an unpaid order, sold, or written off.
-- The order functions move pieces between these under the row's lock; nothing else may.
CREATE TABLE core.skus (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    product_id uuid NOT NULL REFERENCES core.products,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    price_fen bigint NOT NULL CHECK (price_fen BETWEEN 1 AND 100000000),
    -- Points for one piece paid wholly in points; NULL: cash only.
    points_price bigint CHECK (points_price BETWEEN 1 AND 100000000),
    status text NOT NULL DEFAULT 'on_sale' CHECK (status IN ('on_sale', 'off_sale')),
    received bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND 1000000000),
    on_hand bigint NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    sold bigint NOT NULL DEFAULT 0 CHECK (sold >= 0),
    written_off bigint NOT NULL DEFAULT 0 CHECK (written_off >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (product_id, name),
    UNIQUE (id, product_id), -- what an order's line points at
    CHECK (received = on_hand + reserved + sold + written_off)
) WITH (fillfactor = 70); -- room for HOT updates: no index holds a stock column
