-- 120 rest stations. Roads and places are real, house numbers are invented, and positions (GCJ-02)
-- are only about right: this is a demonstration, not a survey. Number 1 stands at Haizhou's civic
-- square, a short walk from the point that the documentation asks about.

CREATE TEMPORARY TABLE demo_stations AS
SELECT place.*, pg_temp.demo_id('station', place.number) AS id
FROM (VALUES
    (1, '320706', '市民广场', '苍梧路 58 号市民广场东侧', 119.2263, 34.5949, 'self'),
    (2, '320706', '苍梧绿园', '苍梧路 12 号苍梧绿园南门', 119.2138, 34.5937, 'park'),
    (3, '320706', '郁洲路', '郁洲南路 47 号', 119.2219, 34.5872, 'street'),
    (4, '320706', '海连东路', '海连东路 88 号', 119.2307, 34.5914, 'bank'),
    (5, '320706', '朝阳东路', '朝阳东路 69 号', 119.2251, 34.6002, 'library'),
    (6, '320706', '花果山大道', '花果山大道 19 号', 119.2523, 34.6038, 'police'),
    (7, '320706', '学院路', '学院路 33 号', 119.2406, 34.5829, 'community'),
    (8, '320706', '瀛洲路', '瀛洲南路 21 号', 119.2092, 34.5861, 'power'),
    (9, '320706', '朝阳中路', '朝阳中路 120 号', 119.2033, 34.6019, 'community'),
    (10, '320706', '海连中路', '海连中路 152 号', 119.1872, 34.5945, 'street'),
    (11, '320706', '龙河广场', '海连中路龙河广场西侧', 119.1721, 34.5951, 'market'),
    (12, '320706', '通灌北路', '通灌北路 66 号', 119.1783, 34.6081, 'express'),
    (13, '320706', '通灌南路', '通灌南路 101 号', 119.1797, 34.5884, 'bank'),
    (14, '320706', '陇海东路', '陇海东路 30 号', 119.1873, 34.6069, 'sanitation'),
    (15, '320706', '陇海西路', '陇海西路 17 号', 119.1628, 34.6062, 'community'),
    (16, '320706', '火车站广场', '人民路 1 号火车站东广场', 119.1689, 34.6117, 'self'),
    (17, '320706', '民主路老街', '民主中路 56 号', 119.1763, 34.6013, 'street'),
    (18, '320706', '解放东路', '解放东路 145 号', 119.1932, 34.5984, 'fuel'),
    (19, '320706', '解放中路', '解放中路 82 号', 119.1761, 34.5974, 'power'),
    (20, '320706', '解放西路', '解放西路 26 号', 119.1612, 34.5969, 'sanitation'),
    (21, '320706', '建设东路', '建设东路 39 号', 119.1848, 34.6042, 'community'),
    (22, '320706', '新建路', '新建中路 14 号', 119.1719, 34.5996, 'community'),
    (23, '320706', '巨龙北路', '巨龙北路 72 号', 119.1938, 34.6125, 'express'),
    (24, '320706', '巨龙南路', '巨龙南路 55 号', 119.1953, 34.5829, 'fuel'),
    (25, '320706', '南极北路', '南极北路 23 号', 119.1827, 34.6096, 'bus'),
    (26, '320706', '凌州路', '凌州东路 41 号', 119.2024, 34.6078, 'community'),
    (27, '320706', '康泰路', '康泰南路 18 号', 119.2057, 34.5902, 'hospital'),
    (28, '320706', '振华路', '振华东路 8 号', 119.1989, 34.5958, 'bank'),
    (29, '320706', '盐河路', '盐河南路 62 号', 119.1664, 34.5886, 'sanitation'),
    (30, '320706', '海昌路', '海昌南路 36 号', 119.1741, 34.5815, 'community'),
    (31, '320706', '秦东门大街', '秦东门大街 120 号', 119.1381, 34.5718, 'street'),
    (32, '320706', '海州古城', '中大街 9 号海州古城鼓楼旁', 119.1335, 34.5735, 'library'),
    (33, '320706', '幸福路', '幸福南路 27 号', 119.1421, 34.5667, 'community'),
    (34, '320706', '新海路', '新海路 83 号', 119.1486, 34.5793, 'express'),
    (35, '320706', '洪门路', '洪门路 15 号洪门果品市场', 119.1553, 34.6187, 'market'),
    (36, '320706', '锦屏路', '锦屏路 6 号', 119.1398, 34.5522, 'street'),
    (37, '320706', '江化路', '江化南路 44 号', 119.1507, 34.5611, 'sanitation'),
    (38, '320706', '宁海', '宁海大道 12 号', 119.1956, 34.5638, 'community'),
    (39, '320706', '南城古镇', '南城东大街 3 号', 119.2883, 34.5342, 'street'),
    (40, '320706', '花果山景区', '花果山南路景区东门', 119.2812, 34.6389, 'park'),
    (41, '320706', '云台', '云台路 22 号', 119.3287, 34.5583, 'community'),
    (42, '320706', '板浦', '板浦镇东大街 18 号', 119.2706, 34.4719, 'street'),
    (43, '320706', '新坝', '新坝镇新坝路 30 号', 119.1116, 34.4837, 'community'),
    (44, '320706', '浦南', '浦南镇浦南路 11 号', 119.1073, 34.6528, 'fuel'),
    (45, '320703', '海棠中路', '墟沟海棠中路 88 号', 119.3614, 34.7392, 'street'),
    (46, '320703', '海棠北路', '墟沟海棠北路 21 号', 119.3579, 34.7487, 'bank'),
    (47, '320703', '中华西路', '墟沟中华西路 60 号', 119.3541, 34.7421, 'express'),
    (48, '320703', '中山中路', '墟沟中山中路 105 号', 119.3672, 34.7384, 'community'),
    (49, '320703', '中山西路', '墟沟中山西路 33 号', 119.3489, 34.7339, 'self'),
    (50, '320703', '院前路', '墟沟院前路 16 号', 119.3592, 34.7416, 'power'),
    (51, '320703', '平山路', '墟沟平山路 52 号', 119.3663, 34.7342, 'community'),
    (52, '320703', '大港路', '墟沟大港中路 9 号', 119.3752, 34.7417, 'sanitation'),
    (53, '320703', '海滨公园', '墟沟海滨大道海滨公园入口', 119.3538, 34.7552, 'park'),
    (54, '320703', '西墅渔港', '西墅路 7 号渔港码头', 119.3341, 34.7704, 'community'),
    (55, '320703', '港口客运站', '中山东路 2 号客运站', 119.4421, 34.7471, 'port'),
    (56, '320703', '老街', '连云老街果城里巷口', 119.4523, 34.7428, 'library'),
    (57, '320703', '庙岭', '庙岭路 28 号货运停车场', 119.4183, 34.7459, 'trucker'),
    (58, '320703', '连岛大沙湾', '连岛海滨路大沙湾入口', 119.4786, 34.7637, 'park'),
    (59, '320703', '高公岛', '高公岛路 5 号', 119.4836, 34.7128, 'street'),
    (60, '320703', '宿城', '宿城街道茶场路 14 号', 119.4392, 34.7009, 'community'),
    (61, '320703', '板桥', '板桥街道盐场路 20 号', 119.4209, 34.6402, 'sanitation'),
    (62, '320703', '徐圩', '徐圩新区云河路 36 号', 119.5042, 34.6027, 'trucker'),
    (63, '320771', '黄河路', '黄河路 26 号', 119.3371, 34.6871, 'street'),
    (64, '320771', '长江路', '长江路 58 号', 119.3316, 34.6829, 'power'),
    (65, '320771', '黄海大道', '黄海大道 70 号', 119.3228, 34.6791, 'fuel'),
    (66, '320771', '新光路', '新光路 12 号', 119.3557, 34.6948, 'community'),
    (67, '320771', '中云', '中云街道云和路 8 号', 119.3716, 34.6925, 'street'),
    (68, '320771', '猴嘴', '猴嘴街道昌圩湖路 31 号', 119.2917, 34.6712, 'community'),
    (69, '320771', '大浦', '大浦路 45 号', 119.2538, 34.6583, 'trucker'),
    (70, '320771', '朝阳街道', '朝阳街道朝阳路 17 号', 119.3342, 34.6728, 'police'),
    (71, '320707', '黄海路', '青口镇黄海路 66 号', 119.1318, 34.8389, 'street'),
    (72, '320707', '黄海东路', '青口镇黄海东路 128 号', 119.1472, 34.8392, 'express'),
    (73, '320707', '文化东路', '青口镇文化东路 30 号', 119.1406, 34.8352, 'library'),
    (74, '320707', '文化西路', '青口镇文化西路 12 号', 119.1229, 34.8349, 'community'),
    (75, '320707', '华中南路', '青口镇华中南路 77 号', 119.1339, 34.8287, 'bank'),
    (76, '320707', '华中北路', '青口镇华中北路 40 号', 119.1345, 34.8473, 'sanitation'),
    (77, '320707', '时代广场', '青口镇时代路时代广场', 119.1291, 34.8436, 'market'),
    (78, '320707', '环城东路', '青口镇环城东路 9 号', 119.1561, 34.8402, 'fuel'),
    (79, '320707', '徐福路', '青口镇徐福路 25 号', 119.1437, 34.8297, 'power'),
    (80, '320707', '汽车站', '青口镇金海路 1 号汽车站', 119.1187, 34.8463, 'bus'),
    (81, '320707', '海头', '海头镇海前路 36 号', 119.1887, 34.9291, 'street'),
    (82, '320707', '柘汪', '柘汪镇临港路 18 号', 119.2483, 35.0602, 'trucker'),
    (83, '320707', '石桥', '石桥镇石桥街 7 号', 119.2196, 34.9902, 'community'),
    (84, '320707', '班庄', '班庄镇古城路 5 号', 118.9107, 34.9051, 'street'),
    (85, '320707', '沙河', '沙河镇沙河路 22 号', 119.0009, 34.7716, 'community'),
    (86, '320707', '墩尚', '墩尚镇墩尚路 10 号', 119.1029, 34.7303, 'sanitation'),
    (87, '320722', '晶都大道', '牛山街道晶都大道 90 号', 118.7662, 34.5421, 'street'),
    (88, '320722', '水晶城', '牛山街道水晶城北门', 118.7761, 34.5446, 'self'),
    (89, '320722', '和平路', '牛山街道和平东路 25 号', 118.7617, 34.5432, 'community'),
    (90, '320722', '幸福路', '牛山街道幸福南路 58 号', 118.7571, 34.5353, 'bank'),
    (91, '320722', '海陵东路', '牛山街道海陵东路 33 号', 118.7636, 34.5396, 'power'),
    (92, '320722', '海陵西路', '牛山街道海陵西路 46 号', 118.7489, 34.5393, 'express'),
    (93, '320722', '利民路', '牛山街道利民西路 19 号', 118.7508, 34.5361, 'sanitation'),
    (94, '320722', '振兴路', '牛山街道振兴北路 71 号', 118.7546, 34.5487, 'library'),
    (95, '320722', '西双湖', '牛山街道西双湖路公园东门', 118.7382, 34.5451, 'park'),
    (96, '320722', '火车站', '牛山街道站前路 2 号', 118.7637, 34.5297, 'police'),
    (97, '320722', '白塔埠', '白塔埠镇机场路 13 号', 118.9487, 34.5612, 'fuel'),
    (98, '320722', '黄川', '黄川镇草莓大道 21 号', 118.9688, 34.6799, 'community'),
    (99, '320722', '温泉', '温泉镇温泉路 30 号', 118.6241, 34.6581, 'street'),
    (100, '320722', '桃林', '桃林镇桃源路 8 号', 118.4918, 34.5591, 'community'),
    (101, '320723', '胜利中路', '伊山镇胜利中路 50 号', 119.2457, 34.2838, 'street'),
    (102, '320723', '胜利东路', '伊山镇胜利东路 81 号', 119.2572, 34.2841, 'express'),
    (103, '320723', '人民路', '伊山镇人民中路 28 号', 119.2431, 34.2812, 'bank'),
    (104, '320723', '伊山北路', '伊山镇伊山北路 17 号', 119.2449, 34.2937, 'sanitation'),
    (105, '320723', '伊山南路', '伊山镇伊山南路 63 号', 119.2438, 34.2741, 'power'),
    (106, '320723', '大伊山', '伊山镇大伊山东路景区入口', 119.2562, 34.3003, 'park'),
    (107, '320723', '侍庄', '侍庄街道幸福大道 15 号', 119.2173, 34.2952, 'community'),
    (108, '320723', '杨集', '杨集镇杨集街 9 号', 119.4296, 34.1916, 'community'),
    (109, '320723', '燕尾港', '燕尾港镇海港路 4 号', 119.7681, 34.4683, 'port'),
    (110, '320723', '四队', '四队镇四队街 20 号', 119.4721, 34.2809, 'self'),
    (111, '320724', '人民中路', '新安镇人民中路 45 号', 119.3196, 34.0861, 'street'),
    (112, '320724', '人民西路', '新安镇人民西路 102 号', 119.3058, 34.0857, 'community'),
    (113, '320724', '新东路', '新安镇新东北路 31 号', 119.3271, 34.0929, 'express'),
    (114, '320724', '常州路', '新安镇常州路 16 号', 119.3342, 34.0874, 'bank'),
    (115, '320724', '鹏程路', '新安镇鹏程东路 60 号', 119.3307, 34.0806, 'power'),
    (116, '320724', '英雄路', '新安镇英雄路 5 号', 119.3141, 34.0828, 'sanitation'),
    (117, '320724', '海西公园', '新安镇海西路海西公园南门', 119.3389, 34.0931, 'park'),
    (118, '320724', '汤沟', '汤沟镇汤沟路 12 号', 119.1331, 34.1007, 'community'),
    (119, '320724', '堆沟港', '堆沟港镇临港路 8 号', 119.7436, 34.3819, 'police'),
    (120, '320724', '李集', '李集镇李集街 14 号', 119.2237, 34.0441, 'community'))
    AS place (number, district_code, name, address, lng, lat, kind);

CREATE TEMPORARY TABLE demo_station_kinds AS
SELECT * FROM (VALUES
    -- What stands after the place's name for the host, and how many people fit in at least.
    ('self', '职工服务中心', 20), ('street', '党群服务中心', 20), ('community', '社区居委会', 12),
    ('bank', '银行网点', 8), ('power', '供电营业厅', 8), ('library', '图书馆分馆', 16),
    ('park', '管理处', 10), ('express', '快递分拨站', 10), ('sanitation', '环卫所', 10),
    ('hospital', '社区医院', 12), ('bus', '公交首末站', 16), ('market', '市场管理办公室', 10),
    ('trucker', '货车司机之家', 24), ('port', '港口服务站', 20), ('fuel', '加油站', 6),
    ('police', '警务站', 6)) AS host (kind, suffix, capacity);

-- How often a station has a facility, and the kinds of station that always have it.
CREATE FUNCTION pg_temp.demo_facilities(number bigint, kind text) RETURNS text[]
LANGUAGE sql STABLE
AS $$
    SELECT array_agg(f.code ORDER BY f.position)
    FROM (VALUES
        (1, 'seating', 1, NULL), (2, 'water', 1, NULL), (3, 'phone_charging', 1, NULL),
        (4, 'hot_water', 0.8, '{self,trucker,sanitation}'),
        (5, 'microwave', 0.8, '{self,trucker,sanitation,express,street}'),
        (6, 'aircon', 0.85, '{self,bank,library,power,hospital}'), (7, 'fan', 0.1, NULL),
        (8, 'first_aid', 0.8, '{self,hospital,police,street}'),
        (9, 'toilet', 0.75, '{self,park,bus,fuel,library,hospital,port}'),
        (10, 'handwash', 0.5, NULL), (11, 'wifi', 0.5, '{self,library,street,bank}'),
        (12, 'rain_gear', 0.5, '{sanitation}'), (13, 'reading', 0.35, '{library,street}'),
        (14, 'heatstroke_medicine', 0.4, '{sanitation,express}'), (15, 'fridge', 0.35, '{self}'),
        (16, 'power_bank', 0.25, NULL), (17, 'toolkit', 0.25, '{trucker}'),
        (18, 'sewing_kit', 0.25, NULL), (19, 'tire_pump', 0.15, '{express,fuel}'),
        (20, 'ebike_charging', 0.15, '{express,self}'), (21, 'battery_swap', 0.08, '{express}'),
        (22, 'shower', 0.03, '{trucker}'), (23, 'changing_room', 0.08, '{trucker,sanitation}'),
        (24, 'locker', 0.2, '{self}'), (25, 'sofa', 0.15, '{bank}'), (26, 'tv', 0.2, NULL),
        (27, 'blood_pressure', 0.1, '{hospital}'), (28, 'thermometer', 0.15, '{hospital}'),
        (29, 'aed', 0.06, '{self,hospital,police}'), (30, 'reading_glasses', 0.15, '{bank,power}'),
        (31, 'nursing_room', 0.08, '{library,port}'), (32, 'accessible', 0.2, '{self,bank}'),
        (33, 'printer', 0.06, '{street}'), (34, 'hair_dryer', 0.04, '{trucker}'),
        (35, 'discounted_meal', 0.06, '{trucker}'), (36, 'haircut', 0.03, NULL),
        (37, 'legal_aid', 0.05, '{street}'), (38, 'donation_corner', 0.08, NULL),
        (39, 'volunteer', 0.1, '{street}')) AS f (position, code, often, always)
    WHERE demo_facilities.kind = ANY (f.always::text[])
       OR pg_temp.demo_chance(f.code, demo_facilities.number) < f.often
$$;

INSERT INTO core.stations (id, name, address, district_code, location, facilities, open_24h, phone,
                           host_unit, capacity, area_m2, verified_at)
SELECT place.id, place.name || '工会驿站', region.name || place.address, place.district_code,
       public.ST_SetSRID(public.ST_MakePoint(place.lng, place.lat), 4326),
       pg_temp.demo_facilities(place.number, place.kind),
       place.kind IN ('self', 'fuel', 'police'),
       CASE WHEN place.kind <> 'self' THEN '12351' END,
       place.name || host.suffix, size.capacity, size.capacity * 2 + 10,
       pg_temp.demo_day(-1 - floor(pg_temp.demo_chance('verified', place.number) * 150)::bigint,
                        interval '9 hours'
                        + pg_temp.demo_chance('clock', place.number) * interval '8 hours')
FROM demo_stations AS place
JOIN demo_station_kinds AS host ON host.kind = place.kind
JOIN (VALUES
    ('320703', '连云港市连云区'), ('320706', '连云港市海州区'), ('320707', '连云港市赣榆区'),
    ('320722', '连云港市东海县'), ('320723', '连云港市灌云县'), ('320724', '连云港市灌南县'),
    ('320771', '连云港经济技术开发区')) AS region (code, name) ON region.code = place.district_code
CROSS JOIN LATERAL (
    SELECT host.capacity + floor(pg_temp.demo_chance('size', place.number) * 15)::bigint AS capacity
) AS size;

-- Weekdays from and to (1 is Monday); spans that close before they open go past midnight.
INSERT INTO core.station_hours (station_id, weekday, opens, closes)
SELECT place.id, weekday, span.opens::time, span.closes::time
FROM (VALUES
    ('street', 1, 5, '08:30', '12:00'), ('street', 1, 5, '13:30', '18:00'),
    ('street', 6, 6, '09:00', '16:00'),
    ('community', 1, 7, '08:00', '18:00'),
    ('bank', 1, 5, '09:00', '17:00'), ('bank', 6, 7, '09:30', '16:00'),
    ('power', 1, 7, '08:30', '17:30'),
    ('library', 2, 7, '09:00', '20:30'),
    ('park', 1, 7, '06:00', '21:30'),
    ('express', 1, 7, '07:00', '23:00'),
    ('sanitation', 1, 7, '05:00', '19:00'),
    ('hospital', 1, 7, '07:00', '20:00'),
    ('bus', 1, 7, '05:30', '00:30'),
    ('market', 1, 7, '16:00', '02:00'),
    ('trucker', 1, 7, '06:00', '01:00'),
    ('port', 1, 7, '05:00', '22:00')) AS span (kind, first_day, last_day, opens, closes)
JOIN demo_stations AS place ON place.kind = span.kind
CROSS JOIN LATERAL generate_series(span.first_day, span.last_day) AS weekday;

-- Most of them were seen this fortnight by somebody.
UPDATE core.stations AS s
SET verified_by = 'staff', confirmed_at = greatest(s.verified_at, pg_temp.demo_day(
        -1 - floor(pg_temp.demo_chance('confirmed', place.number) * 17)::bigint, interval '15 hours'))
FROM demo_stations AS place WHERE place.id = s.id;

-- Banks shut on public holidays; some others have hours of their own then. A street's station is being painted.
UPDATE core.stations AS s SET holiday_hours = CASE WHEN place.kind = 'bank' THEN 'closed' ELSE 'own' END
FROM demo_stations AS place WHERE place.id = s.id AND place.kind IN ('bank', 'library', 'street');
INSERT INTO core.station_hours (station_id, weekday, opens, closes)
SELECT place.id, 8, '09:30', '16:00' FROM demo_stations AS place WHERE place.kind IN ('library', 'street');
INSERT INTO core.station_exceptions (station_id, day, note)
SELECT place.id, (now() AT TIME ZONE 'Asia/Shanghai')::date + n, '墙面粉刷，暂停开放'
FROM demo_stations AS place, generate_series(2, 4) AS n WHERE place.number = 3;

-- Some have pictures (of no real server) and honours; two members keep one each.
UPDATE core.stations AS s
SET photos = ARRAY(SELECT format('https://img.lianyungang.example/stations/%s-%s.jpg', place.number, n)
                   FROM generate_series(1, 2) AS n),
    honours = jsonb_build_array(jsonb_build_object('level', praise.level, 'name', praise.name, 'year', praise.year))
FROM demo_stations AS place
JOIN (VALUES (1, 'national', '最美工会户外劳动者服务站点', 2024), (32, 'province', '江苏省最美工会户外劳动者服务站点', 2023),
             (57, 'city', '连云港市最美工会驿站', 2025)) AS praise (number, level, name, year) USING (number)
WHERE place.id = s.id;
INSERT INTO core.role_grants (member_id, role, station_id, reason)
SELECT pg_temp.demo_id('member', keeper.member_no), 'station_keeper', place.id, '驿站日常管理'
FROM (VALUES (10000042, 1), (10000043, 10)) AS keeper (member_no, number)
JOIN demo_stations AS place USING (number);

-- What members found broken, and where they would have more stations.
INSERT INTO core.station_tickets (id, station_id, kind, facility, note, state, reporter_id, answer, created_at,
                                  acknowledge_due, fix_due, acknowledged_at, fixed_at, confirmed_at, confirmed_by)
SELECT pg_temp.demo_id('station_ticket', said.number), place.id, said.kind, said.facility, said.note, said.state,
       pg_temp.demo_id('member', said.member_no), said.answer, at.asked, at.asked + interval '24 hours',
       at.asked + interval '120 hours', CASE WHEN said.state <> 'new' THEN at.asked + interval '3 hours' END,
       CASE WHEN said.answer IS NOT NULL THEN at.asked + interval '26 hours' END,
       CASE WHEN said.state = 'confirmed' THEN at.asked + interval '30 hours' END,
       CASE WHEN said.state = 'confirmed' THEN 'reporter' END
FROM (VALUES
    (1, 1, 'facility', 'microwave', '微波炉按了没反应', 'new', 10000051, NULL, 0),
    (2, 2, 'dirty', NULL, '地上有积水，容易滑倒', 'acknowledged', 10000052, NULL, -1),
    (3, 10, 'facility', 'water', '饮水机不出水', 'fixed', 10000053, '已换滤芯', -3),
    (4, 16, 'wrong_details', NULL, '门口的标牌写的是晚上九点关门', 'confirmed', 10000054, '标牌已更换', -9))
    AS said (number, station, kind, facility, note, state, member_no, answer, day)
JOIN demo_stations AS place ON place.number = said.station
CROSS JOIN LATERAL (SELECT pg_temp.demo_day(said.day - 1, interval '10 hours') AS asked) AS at;
INSERT INTO core.station_events (station_id, kind, by_kind, by_id, detail, at)
SELECT t.station_id, 'ticket_opened', 'member', t.reporter_id,
       jsonb_build_object('ticket_id', t.id, 'kind', t.kind, 'facility', t.facility), t.created_at
FROM core.station_tickets AS t ORDER BY t.created_at;
INSERT INTO core.station_suggestions (id, member_id, organisation_id, name, address, district_code, location, reason,
                                      state, answer, decided_at, decided_by, created_at)
SELECT pg_temp.demo_id('station_suggestion', said.number), pg_temp.demo_id('member', said.member_no),
       pg_temp.demo_id('organisation', 320706), said.name, said.address, '320706',
       public.ST_SetSRID(public.ST_MakePoint(said.lng, said.lat), 4326), said.reason, said.state, said.answer,
       CASE WHEN said.state = 'rejected' THEN pg_temp.demo_day(-2, interval '15 hours') END,
       CASE WHEN said.state <> 'pending' THEN pg_temp.demo_id('admin', 2) END,
       pg_temp.demo_day(said.day, interval '19 hours')
FROM (VALUES
    (1, 10000061, '万达广场东门', '海州区凌州路万达广场东门岗亭', 119.2097, 34.6113, '骑手取餐多，没有坐的地方', 'pending', NULL, -1),
    (2, 10000062, '连云港东站出口', '海州区东站广场', 119.3262, 34.6021, '网约车司机排队等客', 'reviewing', NULL, -5),
    (3, 10000063, '市民广场西侧', '海州区苍梧路 60 号', 119.2249, 34.5949, '离公交站近', 'rejected',
     '东侧 150 米已有驿站', -6)) AS said (number, member_no, name, address, lng, lat, reason, state, answer, day);

-- Where the enterprises' people work: somewhere about a station of their district, up to a kilometre or two away.
INSERT INTO core.organisation_sites (organisation_id, location)
SELECT o.id, public.ST_SetSRID(public.ST_MakePoint(
    round((public.ST_X(near.location) + (pg_temp.demo_chance('site x', e.number) - 0.5) * 0.04)::numeric, 6)::float8,
    round((public.ST_Y(near.location) + (pg_temp.demo_chance('site y', e.number) - 0.5) * 0.03)::numeric, 6)::float8),
    4326)
FROM generate_series(1, 150) AS e (number)
JOIN core.organisations AS o ON o.id = pg_temp.demo_id('enterprise', e.number)
CROSS JOIN LATERAL (
    SELECT s.location FROM core.stations AS s JOIN demo_stations AS place ON place.id = s.id
    WHERE NOT o.path ~ '/3207(03|06|07|22|23|24|71)/' OR o.path LIKE '%/' || place.district_code || '/%'
    ORDER BY pg_temp.demo_chance('site', e.number * 1000 + place.number) LIMIT 1) AS near;

DROP FUNCTION pg_temp.demo_facilities;
DROP TABLE demo_stations, demo_station_kinds;
