-- GCJ-02, WGS-84 and BD-09 against values of an independent implementation, wandergis/coordtransform.
BEGIN;
SET search_path = core, public;
SELECT plan(14);

CREATE FUNCTION pg_temp.at(lng double precision, lat double precision) RETURNS geometry LANGUAGE sql
    RETURN ST_SetSRID(ST_MakePoint(lng, lat), 4326);
-- The greater difference of the two coordinates, in degrees.
CREATE FUNCTION pg_temp.off(one geometry, other geometry) RETURNS double precision LANGUAGE sql
    RETURN greatest(abs(ST_X(one) - ST_X(other)), abs(ST_Y(one) - ST_Y(other)));
CREATE TEMPORARY TABLE samples AS
SELECT place, pg_temp.at(wgs_lng, wgs_lat) AS wgs84, pg_temp.at(gcj_lng, gcj_lat) AS gcj02, pg_temp.at(bd_lng, bd_lat) AS bd09
FROM (VALUES
    ('the library''s own', 116.404, 39.915, 116.41024449916938, 39.91640428150164, 116.4166272, 39.9226996),
    ('Haizhou', 119.2216, 34.5967, 119.2271317, 34.5956651, 119.2337467, 34.6013374),
    ('Lianyun port', 119.46, 34.75, 119.4656187, 34.7492080, 119.4722096, 34.7548624),
    ('Ganyu', 119.128, 34.839, 119.1337399, 34.8383488, 119.1402369, 34.8444235),
    ('Donghai', 118.752, 34.542, 118.7574673, 34.5408981, 118.7640144, 34.5466761),
    ('Guanyun', 119.239, 34.284, 119.2444835, 34.2827561, 119.2509950, 34.2886490),
    ('Guannan', 119.315, 34.087, 119.3205364, 34.0857579, 119.3270957, 34.0915720),
    ('Urumqi', 87.6168, 43.8256, 87.6196499, 43.8268054, 87.6260998, 43.8329498))
    AS s (place, wgs_lng, wgs_lat, gcj_lng, gcj_lat, bd_lng, bd_lat);
SELECT is((SELECT count(*) FROM samples WHERE pg_temp.off(core.gcj02_from('wgs84', wgs84), gcj02) >= 1e-7), 0::bigint,
          'from WGS-84');
SELECT is((SELECT count(*) FROM samples WHERE pg_temp.off(core.gcj02_to('wgs84', gcj02), wgs84) >= 1.5e-7), 0::bigint,
          'to WGS-84');
SELECT is((SELECT count(*) FROM samples WHERE pg_temp.off(core.gcj02_to('bd09', gcj02), bd09) >= 1.5e-7), 0::bigint,
          'to BD-09');
SELECT is((SELECT count(*) FROM samples WHERE pg_temp.off(core.gcj02_from('bd09', bd09), gcj02) >= 2.5e-6), 0::bigint,
          'from BD-09, which its published inverse does within 0.22 m');
SELECT cmp_ok(pg_temp.off(core.gcj02_from('wgs84', pg_temp.at(116.404, 39.915)),
                          pg_temp.at(116.41024449916938, 39.91640428150164)), '<', 1e-10::double precision,
              'to the last digit');
SELECT cmp_ok(pg_temp.off(core.gcj02_to('bd09', pg_temp.at(116.404, 39.915)),
                          pg_temp.at(116.41036949371028, 39.9213369935102)), '<', 1e-10::double precision,
              'and to BD-09');
SELECT cmp_ok(pg_temp.off(core.gcj02_from('bd09', pg_temp.at(116.404, 39.915)),
                          pg_temp.at(116.39762729119315, 39.90865673957631)), '<', 1e-10::double precision,
              'and from BD-09');
SELECT is((SELECT count(*) FROM samples, unnest(ARRAY['wgs84', 'bd09']) AS crs
           WHERE pg_temp.off(core.gcj02_from(crs, core.gcj02_to(crs, gcj02)), gcj02) >= 2.5e-6), 0::bigint, 'there and back');
SELECT is((SELECT count(*) FROM samples WHERE NOT (core.gcj02_from('gcj02', gcj02) = gcj02 AND core.gcj02_to('gcj02', gcj02) = gcj02)),
          0::bigint, 'nothing to do');

-- Outside the box nothing moves, on its edge neither
SELECT is((SELECT count(*) FROM (VALUES (139.6917, 35.6895), (73.66, 30), (135.05, 30), (105, 3.86), (105, 53.55),
               (-116, 39), (105, -35), (0, 0), (180, 90), (-180, -90)) AS p (lng, lat), unnest(ARRAY['wgs84', 'bd09']) AS crs,
               LATERAL pg_temp.at(lng, lat) AS here
           WHERE NOT (core.gcj02_from(crs, here) = here AND core.gcj02_to(crs, here) = here)), 0::bigint, 'outside');

-- Inside, the shift is between 26 and 701 m, and four turns undo it within a millimetre
CREATE TEMPORARY TABLE grid AS
SELECT pg_temp.at(lng, lat) AS here
FROM generate_series(74, 135, 0.97) AS lng, generate_series(18, 53.5, 0.83) AS lat;
SELECT is((SELECT count(*) FROM grid
           WHERE ST_DistanceSpheroid(here, core.gcj02_from('wgs84', here)) NOT BETWEEN 20 AND 710), 0::bigint,
          'shifts stay in their band');
SELECT is((SELECT count(*) FROM grid
           WHERE ST_DistanceSpheroid(here, core.gcj02_to('wgs84', core.gcj02_from('wgs84', here))) > 0.001), 0::bigint,
          'back within a millimetre');
SELECT is((SELECT count(*) FROM grid
           WHERE ST_DistanceSpheroid(here, core.gcj02_from('bd09', core.gcj02_to('bd09', here))) > 0.25), 0::bigint,
          'back from BD-09 within 0.25 m');
SELECT is((SELECT count(*) FROM grid), (SELECT count(*) FROM grid WHERE core.gcj02_is_used(here)), 'all inside');

SELECT * FROM finish();
ROLLBACK;
