-- Ids, the application's role and what it may do, and the statements about the schema itself.
BEGIN;
\ir fixture/town.psql
SELECT plan(19);

-- core.uuid7
CREATE TEMP TABLE ids AS
SELECT n, core.uuid7() AS id, clock_timestamp() AS at FROM generate_series(1, 1000) AS n;
SELECT is((SELECT count(DISTINCT id) FROM ids), 1000::bigint, 'ids are distinct');
SELECT ok(bool_and(id::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'),
    'version 7, variant 10') FROM ids;
SELECT ok(bool_and(abs(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint
                       - extract(epoch FROM at) * 1000) < 1000), 'the first 48 bits are milliseconds')
FROM ids;
SELECT ok((SELECT id FROM ids WHERE n = 1) < (SELECT id FROM ids WHERE n = 1000), 'they ascend');

-- Rights
SELECT ok(has_schema_privilege('liangonghui_app', 'api', 'USAGE'), 'the application sees api');
SELECT ok(NOT has_schema_privilege('liangonghui_app', 'core', 'USAGE'), 'and not core');
SELECT ok(NOT has_schema_privilege('liangonghui_app', 'public', 'USAGE'), 'and not public');
SELECT ok(NOT has_schema_privilege('liangonghui_app', 'api', 'CREATE'), 'and makes nothing');
SELECT is((SELECT count(*) FROM pg_proc WHERE pronamespace = 'api'::regnamespace
               AND NOT has_function_privilege('liangonghui_app', oid, 'EXECUTE')), 0::bigint,
    'it may run every function of api');
SELECT is((SELECT count(*) FROM pg_proc WHERE pronamespace = 'core'::regnamespace
               AND has_function_privilege('liangonghui_app', oid, 'EXECUTE')), 0::bigint,
    'and none of core');
SELECT is((SELECT count(*) FROM pg_proc WHERE pronamespace = 'api'::regnamespace
               AND NOT (prosecdef AND EXISTS (
                   SELECT FROM unnest(proconfig) AS c WHERE c LIKE 'search_path=%core, %pg_temp%'))),
    0::bigint, 'all of api runs as its owner, on a fixed search path');
SELECT is((SELECT count(*) FROM pg_class WHERE relnamespace = 'core'::regnamespace
               AND relkind IN ('r', 'v', 'm', 'p')
               AND has_table_privilege('liangonghui_app', oid,
                   'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')), 0::bigint,
    'it has no right on any table');
SELECT is((SELECT count(*) FROM pg_proc, aclexplode(proacl) AS acl
           WHERE pronamespace IN ('api'::regnamespace, 'core'::regnamespace) AND acl.grantee = 0),
    0::bigint, 'nothing here is for PUBLIC');
CREATE FUNCTION api.late() RETURNS text LANGUAGE sql AS 'SELECT ''late''';
CREATE FUNCTION core.late() RETURNS text LANGUAGE sql AS 'SELECT ''late''';
SELECT ok(has_function_privilege('liangonghui_app', 'api.late()', 'EXECUTE')
          AND NOT has_function_privilege('liangonghui_app', 'core.late()', 'EXECUTE'),
    'a function gets its rights from where it is made, whenever that is');

SET LOCAL ROLE liangonghui_app;
SELECT api.health_ready() AS ready, api.schema_version() IS NOT NULL AS has_version \gset
RESET ROLE;
SELECT is(:'ready'::text, '(ok,"{""status"":""pass""}")', 'health_ready answers to the application');
SELECT ok(:'has_version'::boolean, 'and so does schema_version');
SELECT is(api.schema_version(), (SELECT version FROM core.schema_version), 'it tells the version');
SELECT is((SELECT count(*) FROM core.members), (SELECT count(*) FROM core.wallets),
    'whoever is a member has a wallet');
SELECT is((SELECT array_agg(proname) FROM pg_proc
           WHERE pronamespace = 'core'::regnamespace AND pronargs = 0 AND proname LIKE '%\_violations'
               AND (pg_get_function_result(oid) NOT LIKE '%rule text, detail text)')), NULL,
    'every check tells the rule and what breaks it');
SELECT * FROM finish();
ROLLBACK;
