-- Lists of stations: what becomes of each row.
BEGIN;
\ir fixture/town.psql
SELECT plan(27);
\set haizhou '''00000001-0000-7000-8000-000000000003'''

INSERT INTO core.stations (id, name, address, district_code, location, facilities, status) VALUES
    ('00000008-0000-7000-8000-000000000001', '苍梧驿站', '苍梧路一号', '320706', 'SRID=4326;POINT(119.2271 34.5957)', '{water}', 'active'),
    ('00000008-0000-7000-8000-000000000002', '朝阳驿站', '朝阳路二号', '320706', 'SRID=4326;POINT(119.2271 34.6047)', '{}', 'closed'),
    ('00000008-0000-7000-8000-000000000003', '赣榆驿站', '黄海路三号', '320707', 'SRID=4326;POINT(119.1271 34.8047)', '{}', 'active');
CREATE FUNCTION pg_temp.row_of(line integer, name text, lng text, lat text, more jsonb DEFAULT '{}')
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('line', line, 'name', name, 'address', '苍梧路一号',
               'district_code', '320706', 'lng', lng, 'lat', lat)) || more
$$;
CREATE FUNCTION pg_temp.said(rows jsonb, accept_flagged boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', s.state, s.problems #>> '{0,code}', right(s.near_id::text, 1), s.changes), ', ' ORDER BY s.line)
    FROM core.organisations AS o, core.station_slips(o, 'gcj02', accept_flagged, rows) AS s WHERE o.code = '320706'
$$;
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '苍梧驿站', '119.2271', '34.5957'))), 'unchanged {}', 'the same');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '苍梧驿站', '119.2271', '34.5965',
    '{"facilities": "wifi", "capacity": "7"}'))),
    'changed {"capacity": [null, 7], "location": [[119.2271, 34.5957], [119.2271, 34.5965]], "facilities": [["water"], ["wifi"]]}',
    'moved by 89 metres');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '苍梧驿站', '119.2271', '34.5967'))), 'flagged 1', 'by 111 metres');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '苍梧驿站', '119.2271', '34.6003'))), 'new', 'by 510 metres');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '苍梧驿站', '119.2271', '34.6001'))), 'flagged 1', 'by 490 metres');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '苍梧驿站', '119.227105', '34.595705'))), 'unchanged {}', 'by less than a metre');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '苍梧驿站', '119.2271', '34.59575'))),
    'changed {"location": [[119.2271, 34.5957], [119.2271, 34.59575]]}', 'by five');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '别的驿站', '119.2271', '34.5959'))), 'flagged 1', 'another one 22 metres away');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '别的驿站', '119.2271', '34.596'))), 'new', '33 metres');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '别的驿站', '119.2271', '34.5959')), true), 'new 1', 'if that is meant');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '朝阳驿站', '119.2271', '34.6047'))), 'new', 'where one was closed');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '新', '119.3', '34.7'), pg_temp.row_of(3, '新', '119.3', '34.7'),
    pg_temp.row_of(4, '旧', '119.3', '34.7'))), 'new, rejected station_repeated, flagged', 'twice');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, NULL, NULL, NULL, '{"id": "00000008-0000-7000-8000-000000000001"}'),
    pg_temp.row_of(3, NULL, NULL, NULL, '{"id": "00000008-0000-7000-8000-000000000003"}'),
    pg_temp.row_of(4, NULL, NULL, NULL, '{"id": "00000008-0000-7000-8000-000000000002"}'),
    pg_temp.row_of(5, NULL, NULL, NULL, '{"id": "1"}'))),
    'unchanged {}, rejected station_unknown, rejected station_unknown, rejected station_unknown', 'by id, not next door, not closed');

SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, NULL, NULL, NULL, '{"id": "00000008-0000-7000-8000-00000000000A"}'))),
    'rejected station_unknown', 'nor what is not there');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '甲', '119.3', '34.7', '{"id": "00000008-0000-7000-8000-000000000001"}'),
    pg_temp.row_of(3, NULL, NULL, NULL, '{"id": "00000008-0000-7000-8000-000000000001", "capacity": "5"}'))),
    'changed {"name": ["苍梧驿站", "甲"], "location": [[119.2271, 34.5957], [119.3, 34.7]]}, rejected station_repeated {"capacity": [null, 5]}',
    'the same one twice');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '甲', '119.3', '34.7'), pg_temp.row_of(3, '乙', '119.30026', '34.70021'),
    pg_temp.row_of(4, '丙', '119.3', '34.70022'))), 'new, new, flagged', 'beside each other in the list: 33 metres, and 24');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '苍梧驿站', '119.2271', '34.5957', '{"hours": "24 小时"}'))),
    'changed {"open_24h": [false, true]}', 'open day and night from now on');
SELECT is((SELECT string_agg(p ->> 'column', ' ') FROM core.station_rows_read('gcj02', jsonb_build_array(pg_temp.row_of(2, '甲', '181', '34.7',
    jsonb_build_object('address', repeat('长', 121), 'host_unit', repeat('长', 81), 'phone', 'x', 'capacity', '0', 'area_m2', '一',
                       'photos', 'http://a')))) AS r, jsonb_array_elements(r.problems) AS p),
    'lng address phone host_unit capacity area_m2 photos', 'every cell that is wrong');
SELECT is((SELECT string_agg(p ->> 'column', ' ') FROM core.station_rows_read('gcj02', '[{"line": 2}]') AS r, jsonb_array_elements(r.problems) AS p),
    'name address district_code lng lat', 'every cell that is missing');
SELECT is((SELECT string_agg(p ->> 'column', ' ') FROM core.station_rows_read('gcj02', '[{"line": 2, "id": "x", "lat": "34.6"}]') AS r,
               jsonb_array_elements(r.problems) AS p), 'lng', 'of half a place the other half');
SELECT is((SELECT string_agg(r.problems #>> '{0,column}', ' ') FROM core.station_rows_read('gcj02', jsonb_build_array(
    pg_temp.row_of(2, '甲', '119.3', '34.7', jsonb_build_object('photos', repeat('https://a ', 10))),
    pg_temp.row_of(3, '甲', '119.3', '34.7', jsonb_build_object('photos', repeat('https://a ', 9))),
    pg_temp.row_of(4, '甲', '119.3', '34.7', jsonb_build_object('photos', 'https://' || repeat('a', 4000))))) AS r),
    'photos photos', 'nine photos, and not too long');

-- Of two of the same name the nearer one is meant, or said to be near
INSERT INTO core.stations (id, name, address, district_code, location) VALUES
    ('00000008-0000-7000-8000-00000000000a', '苍梧驿站', '苍梧路一号', '320706', 'SRID=4326;POINT(119.2271 34.5963)');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '苍梧驿站', '119.2271', '34.5962'))),
    'changed {"location": [[119.2271, 34.5963], [119.2271, 34.5962]]}', 'the nearer one, 11 metres away and not 55');
SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, '苍梧驿站', '119.2271', '34.5982'))), 'flagged a', '211 metres, not 277');

SELECT is(pg_temp.said(jsonb_build_array(pg_temp.row_of(2, NULL, NULL, NULL, '{"id": "00000008-0000-7000-8000-00000000000A"}'))),
    'unchanged {}', 'by its id in capitals');
UPDATE core.stations SET name = E'制表\t驿\n站', address = E'甲\t乙' WHERE id = '00000008-0000-7000-8000-00000000000a';
SELECT is((SELECT concat_ws('|', VARIADIC (string_to_array(core.station_line(s, 'gcj02'), E'\t'))[2:7]) FROM core.stations AS s
           WHERE s.id = '00000008-0000-7000-8000-00000000000a'), '制表 驿 站|甲 乙|320706|119.227100|34.596300|', 'a cell stays a cell');
DELETE FROM core.stations WHERE id = '00000008-0000-7000-8000-00000000000a';

SELECT core.station_slips_write('00000003-0000-7000-8000-000000000001', 'admin_station_import', o.id,
    ARRAY(SELECT s FROM core.station_slips(o, 'gcj02', false, jsonb_build_array(
        pg_temp.row_of(2, '苍梧驿站', '119.2271', '34.5957', '{"hours": "1-2 08:00-18:00", "phone": "0518-1"}'),
        pg_temp.row_of(3, '新', '119.3', '34.7', '{"hours": "24h"}'))) AS s), NULL)
FROM core.organisations AS o WHERE o.code = '320706' \g /dev/null
SELECT is((SELECT string_agg(concat_ws(' ', s.name, core.station_hours_text(s), e.kind, e.detail #>> '{changes,phone}'), ', ' ORDER BY s.name)
           FROM core.stations AS s JOIN core.station_events AS e ON e.station_id = s.id), '新 24h created, 苍梧驿站 1-2 08:00-18:00 updated ["***", "***"]',
          'both are done and written down');

SELECT is((SELECT string_agg(changes #>> '{phone}', ', ') FROM core.audit_entries WHERE changes ? 'phone'), '["***", "***"]',
          'the auditors are not told whose phone');

SELECT * FROM finish();
ROLLBACK;
