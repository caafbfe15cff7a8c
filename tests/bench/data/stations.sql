-- Rest stations (10,000 beside members) in a box of the size of a province's coast (118.5–119.9 E, 34.0–35.1 N): nine
-- of ten within a few kilometres of a town, as close as in a city; the rest along the roads.
\ir ids.sql

-- Evenly spread over 0 ≤ x < 1, the same in every load.
CREATE FUNCTION pg_temp.chance(what text, n bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE STRICT
RETURN ('x' || substr(md5(what || ' ' || n), 1, 8))::bit(32)::bigint / 4294967296.0::double precision;

-- share: of 100 stations; spread: standard deviation in km.
CREATE TEMPORARY TABLE towns AS
SELECT town.*, sum(town.share) OVER (ORDER BY town.lng, town.lat) AS upto
FROM (VALUES
    ('320706', '海州区', 119.195, 34.597, 22, 3.0), ('320706', '海州区', 119.140, 34.568, 5, 1.8),
    ('320706', '海州区', 119.270, 34.472, 2, 1.2), ('320703', '连云区', 119.365, 34.742, 10, 2.2),
    ('320703', '连云区', 119.452, 34.743, 2, 1.0), ('320703', '连云区', 119.504, 34.603, 2, 2.0),
    ('320771', '连云港经济技术开发区', 119.340, 34.685, 7, 2.4),
    ('320771', '连云港经济技术开发区', 119.290, 34.671, 3, 1.4),
    ('320707', '赣榆区', 119.135, 34.839, 10, 2.2), ('320707', '赣榆区', 119.189, 34.929, 2, 1.2),
    ('320707', '赣榆区', 119.001, 34.772, 1, 1.0), ('320707', '赣榆区', 119.219, 35.000, 1, 1.5),
    ('320722', '东海县', 118.760, 34.541, 9, 2.0), ('320722', '东海县', 118.949, 34.561, 1, 1.0),
    ('320722', '东海县', 118.624, 34.658, 1, 1.2), ('320723', '灌云县', 119.247, 34.285, 6, 1.8),
    ('320723', '灌云县', 119.768, 34.468, 1, 1.0), ('320724', '灌南县', 119.320, 34.087, 5, 1.8),
    ('320724', '灌南县', 119.744, 34.382, 1, 1.0), ('320723', '灌云县', 119.430, 34.192, 9, 30.0))
    AS town (district_code, district, lng, lat, share, spread);

CREATE TEMPORARY TABLE places AS
SELECT n, pg_temp.bench_id('71', n) AS id, town.district_code, town.district, place.road,
       place.kind, 1 + floor(pg_temp.chance('door', n) * 300)::integer AS door,
       round(greatest(118.5, least(119.9, town.lng
           + swing.size * cos(swing.angle) * town.spread / 91.6))::numeric, 6) AS lng,
       round(greatest(34.0, least(35.1, town.lat
           + swing.size * sin(swing.angle) * town.spread / 111.0))::numeric, 6) AS lat
FROM generate_series(1, :stations) AS n
CROSS JOIN LATERAL (
    SELECT sqrt(-2 * ln(1 - pg_temp.chance('size', n))) AS size,
           2 * pi() * pg_temp.chance('angle', n) AS angle) AS swing
CROSS JOIN LATERAL (
    SELECT (ARRAY['人民路', '解放路', '建设路', '苍梧路', '海棠路', '黄海路', '晶都大道', '幸福路',
                  '胜利路', '新光路', '文化路', '朝阳路'])[1 + floor(pg_temp.chance('road', n) * 12)]
               AS road,
           (ARRAY['self', 'street', 'street', 'community', 'community', 'community', 'bank',
                  'sanitation', 'express', 'park'])[1 + floor(pg_temp.chance('kind', n) * 10)]
               AS kind) AS place
JOIN towns AS town ON 100 * pg_temp.chance('town', n) >= town.upto - town.share
                  AND 100 * pg_temp.chance('town', n) < town.upto;

INSERT INTO core.stations (id, name, address, district_code, location, facilities, open_24h, phone,
                           host_unit, capacity, area_m2, verified_at)
SELECT place.id, format('%s%s号工会驿站', place.road, place.door),
       format('%s%s %s 号', place.district, place.road, place.door), place.district_code,
       public.ST_SetSRID(public.ST_MakePoint(place.lng, place.lat), 4326),
       ARRAY(SELECT f.code FROM (VALUES
                 (1, 'seating', 1), (2, 'water', 1), (3, 'phone_charging', 1), (4, 'hot_water', 0.8),
                 (5, 'microwave', 0.8), (6, 'aircon', 0.85), (7, 'first_aid', 0.8),
                 (8, 'toilet', 0.75), (9, 'handwash', 0.5), (10, 'wifi', 0.5),
                 (11, 'rain_gear', 0.5), (12, 'reading', 0.35), (13, 'heatstroke_medicine', 0.4),
                 (14, 'fridge', 0.35), (15, 'power_bank', 0.25), (16, 'toolkit', 0.25),
                 (17, 'sewing_kit', 0.25), (18, 'ebike_charging', 0.15), (19, 'locker', 0.2),
                 (20, 'aed', 0.06), (21, 'nursing_room', 0.08), (22, 'accessible', 0.2))
                 AS f (position, code, often)
             WHERE pg_temp.chance(f.code, place.n) < f.often ORDER BY f.position),
       place.kind = 'self', CASE WHEN place.kind <> 'self' THEN '12351' END,
       place.district || host.suffix, host.capacity, host.capacity * 2 + 10,
       :'today'::timestamptz - interval '1 hour' * floor(2400 * pg_temp.chance('verified', place.n))
FROM places AS place
JOIN (VALUES ('self', '职工服务中心', 20), ('street', '党群服务中心', 20),
             ('community', '社区居委会', 12), ('bank', '银行网点', 8), ('sanitation', '环卫所', 10),
             ('express', '快递分拨站', 10), ('park', '公园管理处', 10))
    AS host (kind, suffix, capacity) ON host.kind = place.kind
ORDER BY place.n;

INSERT INTO core.station_hours (station_id, weekday, opens, closes)
SELECT place.id, weekday, span.opens::time, span.closes::time
FROM (VALUES
    ('street', 1, 5, '08:30', '12:00'), ('street', 1, 5, '13:30', '18:00'),
    ('street', 6, 6, '09:00', '16:00'), ('community', 1, 7, '08:00', '18:00'),
    ('bank', 1, 5, '09:00', '17:00'), ('bank', 6, 7, '09:30', '16:00'),
    ('sanitation', 1, 7, '05:00', '19:00'), ('express', 1, 7, '07:00', '01:00'),
    ('park', 1, 7, '06:00', '21:30')) AS span (kind, first_day, last_day, opens, closes)
JOIN places AS place ON place.kind = span.kind
CROSS JOIN LATERAL generate_series(span.first_day, span.last_day) AS weekday;

-- Seen today, so that no job writes them while somebody measures.
UPDATE core.stations SET confirmed_at = now();
