-- What finding reads of stations is what their rows say, whatever becomes of them.
BEGIN;
\ir fixture/town.psql
SELECT plan(28);
INSERT INTO core.stations (id, name, address, district_code, location, facilities, open_24h, status)
SELECT ('00000008-0000-7000-8000-00000000000' || n)::uuid, 's' || n, 'x', '320706',
       ST_SetSRID(ST_MakePoint(119.2 + n / 100.0, 34.6), 4326), '{water,aed}', false, status
FROM (VALUES (1, 'active'), (2, 'active'), (3, 'suspended')) AS s (n, status);
\set first '''00000008-0000-7000-8000-000000000001'''
CREATE FUNCTION pg_temp.differences() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM core.station_pins AS p
    FULL JOIN (SELECT * FROM core.stations WHERE status = 'active') AS s ON s.id = p.station_id
    WHERE (p.lng, p.lat, p.district_code, p.open_24h) IS DISTINCT FROM (ST_X(s.location), ST_Y(s.location), s.district_code, s.open_24h)
       OR (p.open_minutes, p.exceptional, p.exceptional_open) <> (s.open_minutes, s.exceptional, s.exceptional_open)
       OR NOT coalesce(p.plane ~= core.plane_of(ST_X(s.location), ST_Y(s.location)), false)
       OR p.facilities IS DISTINCT FROM (
           SELECT coalesce(sum(f.bit), 0)::bigint FROM core.facilities AS f WHERE f.code = ANY (s.facilities))
$$;
CREATE FUNCTION pg_temp.after(change text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE change;
    RETURN pg_temp.differences();
END
$$;
SELECT is((SELECT count(*) FROM core.station_pins WHERE station_id::text ~ '^00000008-0000-7000-8000-00000000000[123]$'),
          2::bigint, 'one for each that is on the map');
SELECT is(pg_temp.after(format(change, :first)), 0::bigint, change)
FROM (VALUES
    (1, 'UPDATE core.stations SET location = ''SRID=4326;POINT(119.2 34.7)'' WHERE id = %L'),
    (2, 'UPDATE core.stations SET facilities = ''{wifi,water}'' WHERE id = %L'),
    (3, 'UPDATE core.stations SET district_code = ''320707'' WHERE id = %L'),
    (4, 'INSERT INTO core.station_hours VALUES (%L, 1, ''08:00'', ''12:00'')'),
    (5, 'INSERT INTO core.station_exceptions VALUES (%L, current_date, ''09:00'', ''10:00'')'),
    (6, 'UPDATE core.stations SET open_24h = true WHERE id = %L'),
    (7, 'UPDATE core.stations SET status = ''suspended'' WHERE id = %L'),
    (8, 'UPDATE core.stations SET status = ''active'', facilities = ''{}'' WHERE id = %L')) AS t (nth, change)
ORDER BY nth;
SELECT ctid AS place FROM core.station_pins WHERE station_id = :first \gset
UPDATE core.stations SET confirmed_at = now() WHERE id = :first;
SELECT is((SELECT ctid FROM core.station_pins WHERE station_id = :first), :'place'::tid, 'seeing a station does not write it');

-- What lists show is rendered when it changes, and only then
CREATE FUNCTION pg_temp.rendered(change text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    UPDATE core.stations SET card_head = 'old', card_tail = 'old' WHERE id = '00000008-0000-7000-8000-000000000001';
    SET LOCAL session_replication_role = origin;
    EXECUTE format('UPDATE core.stations SET %s WHERE id = %L', change, '00000008-0000-7000-8000-000000000001');
    RETURN (SELECT s.card_head || s.card_tail <> 'oldold' FROM core.stations AS s WHERE s.id = '00000008-0000-7000-8000-000000000001');
END
$$;
SELECT is(pg_temp.rendered(change), expected, change)
FROM (VALUES ('confirmed_at = now(), unconfirmed_since = NULL', false), ('name = ''s1b''', true), ('address = ''y''', true),
             ('location = ''SRID=4326;POINT(119.2 34.7)''', true), ('open_24h = true, facilities = ''{}''', true),
             ('verified_at = now()', true)) AS t (change, expected);

-- More spans than an index takes: its own row tells
INSERT INTO core.station_exceptions (station_id, day, opens, closes)
SELECT :first, current_date + n, make_time(4 * h, 0, 0), make_time(4 * h, 30, 0)
FROM generate_series(0, 59) AS n, generate_series(0, 5) AS h;
SELECT is((SELECT open_minutes FROM core.station_pins WHERE station_id = :first), NULL, 'a pin without hours');
SELECT is(ARRAY(SELECT p.station_id::text FROM core.pins_in(
              ARRAY[ST_MakeEnvelope(119.1, 34.65, 119.3, 34.75, 4326)], core.minute_at(at::timestamptz), true, NULL, NULL) AS p),
          expected::text[], format('open on such a day at %s', at::time))
FROM (VALUES (current_date + interval '32:10', ARRAY[:first]), (current_date + interval '33:10', '{}'),
             (current_date + interval '31:59', '{}'), (current_date + interval '32:00', ARRAY[:first]),
             (current_date + interval '32:29', ARRAY[:first]), (current_date + interval '32:30', '{}')) AS t (at, expected);
DELETE FROM core.station_exceptions WHERE station_id = :first;
SELECT is((SELECT open_minutes IS NULL FROM core.station_pins WHERE station_id = :first), false, 'with them again');
SELECT is(pg_temp.after('DELETE FROM core.stations WHERE name ~ ''^s[12]b?$'''), 0::bigint, 'nor are those left that are gone');

-- Bits of facilities
SELECT is((SELECT count(DISTINCT bit) FROM core.facilities), (SELECT count(*) FROM core.facilities), 'each has its own');
SELECT is(core.facility_bits('{water,aed,water}'), (SELECT sum(bit)::bigint FROM core.facilities WHERE code IN ('aed', 'water')), 'added up');
SELECT is(ARRAY[core.facility_bits('{}'), core.facility_bits('{water,minibar}'), core.facility_bits(NULL)], '{0,-1,NULL}',
          'of none, of unknown ones, of no question');
SELECT finish();
ROLLBACK;
