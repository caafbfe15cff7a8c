-- api.staff_create in an empty database: the first account and the top of the tree it works at.
BEGIN;
SET search_path = core, public;
SET client_min_messages = warning;
SELECT plan(8);

CREATE FUNCTION pg_temp.make(login text, code text, name text) RETURNS text LANGUAGE sql AS $$
    SELECT c.outcome FROM api.staff_create(core.uuid7(), login, NULL, code, name, 'platform_admin',
                                           '$argon2id$z', 'x', core.uuid7()) AS c
$$;
SELECT is(pg_temp.make('boss', NULL, NULL), 'organisation_not_found', 'nowhere to work yet');
SELECT is(pg_temp.make('boss', '320000', NULL), 'organisation_not_found', 'a code alone names nothing');
SELECT is(pg_temp.make('boss', '320700', '连云港市总工会'), 'organisation_not_found', 'a city is no province');
SELECT is(pg_temp.make('Boss', '320000', '江苏省总工会'), 'validation_failed', 'no login');
SELECT is((SELECT count(*) FROM core.organisations), 0::bigint, 'none of these made anything');
SELECT is(pg_temp.make('boss', '320000', '江苏省总工会'), 'ok', 'a province and its first account');
SELECT is((SELECT array_agg(concat_ws(' ', o.level, o.path)) FROM core.organisations AS o), '{province 320000/}',
    'the top of the tree');
SELECT is(pg_temp.make('other', '330000', '浙江省总工会'), 'organisation_not_found', 'there is only one first');
SELECT * FROM finish();
ROLLBACK;
