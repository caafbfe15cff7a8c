-- Who looks after a station, and what sheets say of one.
BEGIN;
\ir fixture/town.psql
SELECT plan(44);

INSERT INTO core.stations (name, address, district_code, location)
SELECT code, 'x', code, 'SRID=4326;POINT(119.2271 34.5957)'
FROM unnest(ARRAY['320706', '320722', '321102', '440305']) AS code;
SELECT is((SELECT o.code::text FROM core.stations AS s JOIN core.organisations AS o ON o.id = s.organisation_id
           WHERE s.name = place), owner, what)
FROM (VALUES
    ('320706', '320706', 'the union of the district'),
    ('320722', '320700', 'where there is none, that of the city'),
    ('321102', '320000', 'or of the province'),
    ('440305', '320000', 'or the one at the top')) AS t (place, owner, what);
SELECT core.organisation_dissolve('00000001-0000-7000-8000-000000000003',
                                  '00000001-0000-7000-8000-000000000004', NULL);
SELECT is((SELECT o.code::text FROM core.stations AS s JOIN core.organisations AS o ON o.id = s.organisation_id
           WHERE s.name = '320706'), '320707', 'it goes along with its union');


-- Hours as a sheet writes them, there and back
CREATE FUNCTION pg_temp.again(words text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    station core.stations;
BEGIN
    DELETE FROM core.station_hours AS h USING core.stations AS s WHERE s.name = '320722' AND h.station_id = s.id;
    SELECT s.* INTO station FROM core.stations AS s WHERE s.name = '320722';
    INSERT INTO core.station_hours (station_id, weekday, opens, closes)
    SELECT station.id, h.weekday, h.opens, h.closes
    FROM jsonb_to_recordset(core.station_hours_read(words)) AS h (weekday bigint, opens time, closes time);
    RETURN core.station_hours_text(station);
END
$$;
SELECT is(pg_temp.again(words), said, words)
FROM (VALUES
    ('1-5 08:00-12:00,14:00-18:00; 6 09:00-16:00', '1-5 08:00-12:00,14:00-18:00; 6 09:00-16:00'),
    ('8:00-18:00', '1-7 08:00-18:00'), (' 1 08:00 - 12:00 ； 3 08:00-12:00;', '1 08:00-12:00; 3 08:00-12:00'),
    ('2 14:00-18:00，8:00-12:00', '2 08:00-12:00,14:00-18:00'), ('7 22:00-02:00', '7 22:00-02:00'),
    ('1 00:00-24:00', '1 00:00-24:00'), ('7 22:00-02:00; 8 01:00-09:00', '7 22:00-02:00; 8 01:00-09:00'), ('1 18:00-00:00', '1 18:00-24:00'), ('8 09:00-12:00', '8 09:00-12:00'),
    ('6-7 10:00-11:00;1-2 10:00-11:00', '1-2 10:00-11:00; 6-7 10:00-11:00')) AS t (words, said);
SELECT is(core.station_hours_read(words), NULL, coalesce('no hours: ' || words, 'nothing is no hours'))
FROM (VALUES
    (NULL), ('早八晚六'), ('9 08:00-12:00'), ('0 08:00-12:00'), ('5-1 08:00-12:00'), ('1 08:00'), ('1 08:00-08:00'),
    ('1 25:00-26:00'), ('1 08:60-12:00'), ('1 08:00-12:00,'), ('1 24:00-25:00'), ('1 08:00-12:00;1 11:00-13:00'),
    ('7 22:00-09:00;1 08:00-10:00')) AS t (words);

-- Facilities
SELECT is(core.station_facilities_read(words), codes::text[], coalesce(words, 'nothing'))
FROM (VALUES
    ('water wifi', '{water,wifi}'), ('饮水机、微波炉', '{water,microwave}'), ('Wi-Fi, AED；water', '{wifi,aed,water}'),
    ('water water', '{water}'), (' ', '{}'), ('water 酒吧', NULL), (NULL, NULL)) AS t (words, codes);

-- Days
SELECT is(core.is_day(day), is_one, day)
FROM (VALUES ('2026-02-28', true), ('2026-02-29', false), ('2028-02-29', true), ('2026-12-31', true),
             ('2026-04-31', false)) AS t (day, is_one);

-- Photos
SELECT throws_ok(format('UPDATE core.stations SET photos = %L', photos), '23514', NULL, 'no photo: ' || photos)
FROM (VALUES ('{http://a}'), ('{https://a,ftp://b}'), ('{NULL}')) AS t (photos);
SELECT lives_ok($$UPDATE core.stations SET photos = '{https://a/1.jpg,https://a/2.jpg}'$$, 'photos');

SELECT * FROM finish();
ROLLBACK;
