-- Rest stations for outdoor workers (工会驿站): where they are, what they offer, when they are open.

-- The vocabulary of facilities; a station can name no other.
CREATE TABLE core.facilities (
    code text PRIMARY KEY CHECK (code ~ '^[a-z0-9_]{2,32}$'),
    name text NOT NULL
);
INSERT INTO core.facilities (code, name) VALUES
    ('seating', '桌椅'), ('water', '饮水机'), ('hot_water', '热水'), ('microwave', '微波炉'),
    ('fridge', '冰箱'), ('aircon', '空调'), ('fan', '电风扇'), ('phone_charging', '手机充电'),
    ('power_bank', '充电宝'), ('ebike_charging', '电动车充电'), ('battery_swap', '换电柜'),
    ('tire_pump', '充气筒'), ('first_aid', '应急药箱'), ('aed', 'AED'),
    ('blood_pressure', '血压计'), ('thermometer', '体温计'),
    ('heatstroke_medicine', '防暑药品'), ('toilet', '卫生间'), ('handwash', '洗手'),
    ('shower', '淋浴'), ('changing_room', '更衣间'), ('nursing_room', '母婴室'),
    ('accessible', '无障碍'), ('rain_gear', '雨伞雨衣'), ('reading', '书籍报刊'),
    ('wifi', 'Wi-Fi'), ('tv', '电视'), ('locker', '储物柜'), ('sofa', '沙发'),
    ('sewing_kit', '针线包'), ('toolkit', '工具箱'), ('reading_glasses', '老花镜'),
    ('printer', '打印机'), ('hair_dryer', '电吹风'), ('discounted_meal', '优惠餐'),
    ('haircut', '理发'), ('legal_aid', '法律咨询'), ('donation_corner', '爱心互献'),
    ('volunteer', '志愿服务');

CREATE TABLE core.stations (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    address text NOT NULL CHECK (char_length(address) BETWEEN 1 AND 120),
    district_code text NOT NULL CHECK (district_code ~ '^[0-9]{6}$'), -- GB/T 2260
    location geometry(Point, 4326) NOT NULL
        CHECK (ST_X(location) BETWEEN -180 AND 180 AND ST_Y(location) BETWEEN -85 AND 85),
    facilities text[] NOT NULL DEFAULT '{}',
    open_24h boolean NOT NULL DEFAULT false,
    -- The minutes of the week when it is open by core.station_hours (0 is Monday 00:00 in
    -- Shanghai), so that "open now" costs no join. Written by the trigger on that table.
    open_minutes int4multirange NOT NULL DEFAULT '{}',
    phone text CHECK (char_length(phone) BETWEEN 3 AND 20),
    host_unit text CHECK (char_length(host_unit) BETWEEN 1 AND 80), -- 共建单位
    capacity bigint CHECK (capacity BETWEEN 1 AND 10000),
    area_m2 bigint CHECK (area_m2 BETWEEN 1 AND 100000),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'closed')),
    verified_at timestamptz, -- when somebody last stood in front of it
    -- What lists show of it, as JSON, around the two members that depend on who asks and when:
    -- {"id": …, "crs": "gcj02" | distance_m and open_now | "open_24h": …, "verified_at": …}
    -- Written by a trigger: rendering 20 stations anew costs a fifth of the whole search.
    card_head text NOT NULL,
    card_tail text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN core.stations.location IS 'GCJ-02 lng lat (what WeChat and Chinese maps show), not WGS-84; SRID 4326 only names the ellipsoid on which metres are measured';
CREATE INDEX stations_location ON core.stations USING gist (location) WHERE status = 'active';

-- weekday is ISO: 1 Monday … 7 Sunday, the day on which the span begins. closes at or before opens
-- is on the next day; the closing minute itself is closed. A station may have several spans a day.
CREATE TABLE core.station_hours (
    station_id uuid NOT NULL REFERENCES core.stations ON DELETE CASCADE,
    weekday bigint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    opens time NOT NULL CHECK (opens < '24:00' AND extract(second FROM opens) = 0),
    closes time NOT NULL CHECK (closes > '00:00' AND extract(second FROM closes) = 0),
    PRIMARY KEY (station_id, weekday, opens),
    CHECK (opens <> closes)
);

-- Checks the facilities and renders the card. A migration that changes what lists show replaces
-- this function and then touches every station.
CREATE FUNCTION core.station_written() RETURNS trigger
LANGUAGE plpgsql SET TimeZone = 'Asia/Shanghai' AS $$
BEGIN
    IF NOT NEW.facilities <@ ARRAY(SELECT code FROM core.facilities) THEN
        RAISE EXCEPTION 'unknown facility in %', NEW.facilities USING ERRCODE = '23503';
    END IF;
    SELECT left(row_to_json(head)::text, -1), substr(row_to_json(tail)::text, 2)
    INTO NEW.card_head, NEW.card_tail
    FROM (SELECT NEW.id, NEW.name, NEW.address, public.ST_X(NEW.location) AS lng,
                 public.ST_Y(NEW.location) AS lat, 'gcj02' AS crs) AS head,
         (SELECT NEW.open_24h, NEW.facilities, NEW.verified_at) AS tail;
    RETURN NEW;
END
$$;
CREATE TRIGGER station_written BEFORE INSERT OR UPDATE ON core.stations
    FOR EACH ROW EXECUTE FUNCTION core.station_written();

-- The minutes of the week in a station's spans; a span past Sunday midnight goes on on Monday.
CREATE FUNCTION core.station_open_minutes(station_id uuid) RETURNS int4multirange
LANGUAGE sql STABLE AS $$
    WITH span AS (
        SELECT ((weekday - 1) * 1440 + extract(epoch FROM opens) / 60)::integer AS first,
               ((weekday - 1) * 1440 + extract(epoch FROM closes) / 60
                + CASE WHEN closes < opens THEN 1440 ELSE 0 END)::integer AS past
        FROM core.station_hours AS hours
        WHERE hours.station_id = station_open_minutes.station_id
    ), piece AS (
        SELECT int4range(first, least(past, 10080)) AS minutes FROM span
        UNION ALL
        SELECT int4range(0, past - 10080) FROM span WHERE past > 10080
    )
    SELECT coalesce(range_agg(minutes), '{}') FROM piece
$$;

CREATE FUNCTION core.station_hours_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE core.stations SET open_minutes = core.station_open_minutes(id)
    WHERE id IN (SELECT station_id FROM changed);
    RETURN NULL;
END
$$;
CREATE TRIGGER station_hours_added AFTER INSERT ON core.station_hours
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION core.station_hours_changed();
CREATE TRIGGER station_hours_removed AFTER DELETE ON core.station_hours
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION core.station_hours_changed();
-- Hours are replaced, not edited: one trigger cannot see both the old and the new station.
CREATE FUNCTION core.station_hours_fixed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'delete and insert the hours of a station instead' USING ERRCODE = '0A000';
END
$$;
CREATE TRIGGER station_hours_fixed BEFORE UPDATE ON core.station_hours
    FOR EACH STATEMENT EXECUTE FUNCTION core.station_hours_fixed();
