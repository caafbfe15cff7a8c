-- Who looks after a station.
BEGIN;
\ir fixture/town.psql
SELECT plan(5);

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

SELECT * FROM finish();
ROLLBACK;
