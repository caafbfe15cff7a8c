-- api.organisation_search and api.organisation_get.
BEGIN;
\ir fixture/town.psql
SELECT plan(26);

INSERT INTO core.organisations (code, name, level, parent_id, credit_code)
SELECT town.code, town.name, 'enterprise', o.id, town.credit
FROM (VALUES ('S-1', '新华机械厂工会', '320706', '91320706MA00001620'),
             ('S-2', '新华机械厂（赣榆）工会', '320707', NULL),
             ('S-3', 'ABC 新华化工有限公司工会', '320706', '91320706MA0000349Y'),
             ('S-4', '100%纯棉_新华会', '320706', NULL)) AS town (code, name, parent, credit)
JOIN core.organisations AS o ON o.code = town.parent;

CREATE FUNCTION pg_temp.found(q text, size bigint DEFAULT 20, place text DEFAULT NULL) RETURNS text
LANGUAGE sql AS $$
    SELECT coalesce(string_agg(item ->> 'code', ' ' ORDER BY nth), '')
    FROM api.organisation_search(q, size, place) AS s,
         json_array_elements(s.body -> 'items') WITH ORDINALITY AS i (item, nth)
$$;
SELECT is(pg_temp.found('新华机械'), 'S-1 S-2', 'the shortest name first');
SELECT is(pg_temp.found('机械 赣榆'), 'S-2', 'every word counts');
SELECT is(pg_temp.found('赣榆　机械'), 'S-2', 'in any order, with any blank between');
SELECT is(pg_temp.found('机械厂(赣榆)'), 'S-2', 'brackets of either width');
SELECT is(pg_temp.found('ａｂｃ'), 'S-3', 'letters of either width and case');
SELECT is(pg_temp.found('abc新华'), 'S-3', 'blanks in names do not count');
SELECT is(pg_temp.found('械'), 'S-1 S-2', 'one character');
SELECT is(pg_temp.found('100%'), 'S-4', 'a percent sign is one');
SELECT is(pg_temp.found('棉_新'), 'S-4', 'an underscore too');
SELECT is(pg_temp.found('棉x新'), '', 'and matches nothing else');
SELECT is(pg_temp.found('新械'), '', 'pieces of a name apart are no word of it');
SELECT is(pg_temp.found('华新'), '', 'nor are they backwards');
SELECT is(pg_temp.found(E' \t　'), '', 'nothing but blanks finds nothing');
SELECT is(pg_temp.found('91320706MA00001620'), 'S-1', 'by credit code');
SELECT is(pg_temp.found(' 91320706ma00001620 '), 'S-1', 'as people type it');
SELECT is(pg_temp.found('91320706MA0000162'), '', 'but whole');
SELECT is(pg_temp.found('总工会'), '320000 320706 320707 320700', 'of one length by age');

SELECT is((SELECT string_agg(a ->> 'name', ' ' ORDER BY nth)
           FROM api.organisation_search('abc', 20, NULL) AS s,
                json_array_elements(s.body #> '{items,0,ancestors}') WITH ORDINALITY AS t (a, nth)),
    '江苏省总工会 连云港市总工会 海州区总工会', 'with the names above');

SELECT s.body ->> 'next_cursor' AS second FROM api.organisation_search('新华', 3, NULL) AS s \gset
SELECT is(pg_temp.found('新华', 3) || ', ' || pg_temp.found('新华', 3, :'second'), 'S-1 S-4 S-2, S-3', 'by pages');
SELECT is((SELECT s.body ->> 'next_cursor' FROM api.organisation_search('新华', 3, :'second') AS s), NULL,
    'the second is the last');
SELECT is((SELECT s.outcome FROM api.organisation_search('新华', 3, 'e30') AS s), 'cursor_invalid', 'no cursor');

UPDATE core.organisations SET status = 'dissolved' WHERE code = 'S-2';
SELECT is(pg_temp.found('机械'), 'S-1', 'what is dissolved is not found');
UPDATE core.organisations SET status = 'dissolved',
    merged_into = (SELECT id FROM core.organisations WHERE code = 'S-3') WHERE code = 'S-1';
SELECT is(pg_temp.found('91320706MA00001620'), 'S-3', 'a code leads to where it went');

SELECT is((SELECT row(g.body ->> 'status', g.body ->> 'merged_into', g.body ->> 'has_children')::text
           FROM core.organisations AS o, api.organisation_get(o.id) AS g WHERE o.code = 'S-1'),
    (SELECT row('dissolved', id, 'false')::text FROM core.organisations WHERE code = 'S-3'),
    'what was merged is still told of');
SELECT is((SELECT json_array_length(g.body -> 'ancestors') FROM core.organisations AS o,
           api.organisation_get(o.id) AS g WHERE o.code = '320000'), 0, 'nothing is above the root');
SELECT is((SELECT row(g.outcome, g.body)::text FROM api.organisation_get(:nobody) AS g),
    '(organisation_not_found,)', 'unknown');

SELECT * FROM finish();
ROLLBACK;
