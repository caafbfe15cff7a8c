-- core.cursor_encode, cursor_decode and what takes values out of a cursor: callers may send anything.
BEGIN;
\ir fixture/town.psql
SELECT plan(35);

SELECT is(core.cursor_decode(core.cursor_encode('{"id":"连云港","n":[1,2]}')),
    '{"id":"连云港","n":[1,2]}'::jsonb, 'a place comes back');
SELECT ok(core.cursor_encode('{"id":"????>>>>~~~~","line":123456789012345678,"more":"ÿÿÿÿ"}')
    ~ '^[A-Za-z0-9_-]+$', 'the word needs no escapes in an URL');
SELECT ok(core.cursor_encode(json_build_object('s', repeat('x', 200))) !~ E'\n', 'nor line breaks');
SELECT is(core.cursor_decode(core.cursor_encode(json_build_object('s', repeat('x', n)))) ->> 's',
    repeat('x', n), format('any length: %s', n)) FROM generate_series(0, 5) AS n;
SELECT is(core.cursor_decode(word), NULL, format('not a cursor: %s', word)) FROM unnest(ARRAY[
    '', ' ', '=', 'e30=', 'e30 ', 'e', 'eyJ', '_', '!!!!', '连云港', 'bnVsbA', 'MTIz', 'W10',
    'Im4i', 'eyJhIjoxfQ==', '_____w', 'eyJhIjoiXHUwMDAwIn0', repeat('A', 401), '../../etc']) AS word;
SELECT is(core.cursor_bigint(place::jsonb, 'n'), expected, place) FROM (VALUES
    ('{"n":42}', 42::bigint), ('{"n":1e400}', NULL), ('{"n":-1}', NULL),
    ('{"n":9999999999999999999}', NULL), ('{"n":[1]}', NULL), ('{}', NULL)) AS t (place, expected);
SELECT is(core.cursor_uuid('{"id":"00000002-0000-7000-8000-000000000001"}', 'id'), :member,
    'an id comes out of a cursor');
SELECT * FROM finish();
ROLLBACK;
