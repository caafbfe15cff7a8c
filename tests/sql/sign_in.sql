-- How often somebody may try to sign in, what opens an account of the staff, and what it opens.
BEGIN;
\ir fixture/town.psql
SELECT plan(44);

\set city '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
\set dormant '''00000003-0000-7000-8000-000000000003''::uuid'
CREATE FUNCTION pg_temp.try(name text, allowed integer DEFAULT 3) RETURNS integer LANGUAGE sql
    RETURN core.sign_in_attempt('account', sha256(convert_to(name, 'UTF8')), allowed);
CREATE FUNCTION pg_temp.pass(name text) RETURNS integer LANGUAGE sql AS $$
    UPDATE core.sign_in_failures SET locked_until = now()
    WHERE key = sha256(convert_to(name, 'UTF8')) RETURNING failures $$;
CREATE FUNCTION pg_temp.failures(name text) RETURNS integer LANGUAGE sql
    RETURN (SELECT f.failures FROM core.sign_in_failures AS f WHERE f.key = sha256(convert_to(name, 'UTF8')));

-- Counting
SELECT is(array_agg(pg_temp.try('a')), '{0,0,0}', 'three attempts go on') FROM generate_series(1, 3);
SELECT is(pg_temp.try('a'), 60, 'the fourth waits a minute');
SELECT is(pg_temp.failures('a'), 3, 'and is not counted');
SELECT is(pg_temp.try('b'), 0, 'another name does not wait');
SELECT pg_temp.pass('a') \g /dev/null
SELECT is(pg_temp.try('a'), 0, 'after the minute one more');
SELECT is(pg_temp.try('a'), 120, 'then two');
CREATE TEMP TABLE waits AS
SELECT n, pg_temp.pass('a') AS passed, pg_temp.try('a') AS go, pg_temp.try('a') AS wait FROM generate_series(1, 8) AS n;
SELECT is(array_agg(wait ORDER BY n), '{240,480,960,1920,3600,3600,3600,3600}', 'doubling, up to an hour')
FROM waits;
SELECT pg_temp.pass('a') \g /dev/null
UPDATE core.sign_in_failures SET last_at = now() - interval '25 hours';
SELECT is(pg_temp.try('a'), 0, 'a day later');
SELECT is(pg_temp.failures('a'), 1, 'it begins anew');
SELECT is(core.sign_in_attempt('address', sha256('here'), 3), 0, 'an address');
SELECT is(core.sign_in_attempt('address', sha256('here'), 3), 0, 'an address again');
SELECT core.sign_in_succeed(sha256(convert_to('a', 'UTF8')), sha256('here')) \g /dev/null
SELECT is(pg_temp.failures('a'), 0, 'success forgets the account''s failures');
SELECT is((SELECT failures FROM core.sign_in_failures WHERE kind = 'address'), 1,
    'but of the address only this one');
SELECT throws_like($$INSERT INTO core.sign_in_failures (kind, key) VALUES ('account', 'short')$$,
    '%check%', 'a key is a hash');

-- The end of a sign-in
SELECT core.password_set(:city, '$argon2id$v=19$x', NULL) \g /dev/null
CREATE FUNCTION pg_temp.enter(
    admin uuid, proved boolean DEFAULT true, step bigint DEFAULT NULL, recovery bytea DEFAULT NULL,
    new_hash text DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', e.outcome, e.roles) FROM api.auth_admin(admin, proved, step, recovery, new_hash,
        sha256('account'), sha256('address'), sha256(gen_random_uuid()::text::bytea), core.uuid7()) AS e
$$;
SELECT is(pg_temp.enter(:city, true, 100), 'ok admin', 'password and code');
SELECT is(pg_temp.enter(:city, true, 100), 'credentials_invalid', 'a code opens once');
SELECT is(pg_temp.enter(:city, true, 99), 'credentials_invalid', 'an earlier one not at all');
SELECT is(pg_temp.enter(:city, true, 101), 'ok admin', 'the next one does');
SELECT is(pg_temp.enter(:city, false, 102), 'credentials_invalid', 'not without the password');
SELECT is(pg_temp.enter(:city, true, 102), 'ok admin', 'and that spent no code');
SELECT is(pg_temp.enter(:city), 'credentials_invalid', 'not without a code');
INSERT INTO core.recovery_codes (admin_id, hash) VALUES (:city, sha256('r1')), (:haizhou, sha256('r2'));
SELECT is(pg_temp.enter(:city, true, NULL, sha256('r2')), 'credentials_invalid', 'nor with another''s recovery code');
SELECT is(pg_temp.enter(:city, true, NULL, sha256('r1')), 'ok admin', 'a recovery code of one''s own');
SELECT is(pg_temp.enter(:city, true, NULL, sha256('r1')), 'credentials_invalid', 'once');
SELECT is(pg_temp.enter(:dormant, true, 1), 'credentials_invalid', 'a suspended account');
SELECT is(pg_temp.enter(:nobody, true, 1), 'credentials_invalid', 'nobody');
SELECT is(pg_temp.enter(NULL, true, 1), 'credentials_invalid', 'no account at all');
SELECT is((SELECT count(DISTINCT e.object_id) FROM core.audit_entries AS e WHERE e.action = 'auth_admin'
           AND e.organisation_id = '00000001-0000-7000-8000-000000000002'), 4::bigint,
    'each session is written down for the auditors of the office');

-- A password that was given
SELECT core.password_set(:haizhou, '$argon2id$v=19$x', now() + interval '1 hour') \g /dev/null
SELECT is(pg_temp.enter(:haizhou, true, 5), 'password_change_required', 'only leads to an own one');
SELECT is(pg_temp.enter(:haizhou, true, NULL), 'credentials_invalid', 'for whoever has the code');
SELECT is(pg_temp.enter(:haizhou, true, 5, NULL, '$argon2id$v=19$y'), 'ok admin', 'with the same code');
SELECT is((SELECT row(password_hash, password_expires_at) FROM core.admins WHERE id = :haizhou),
    row('$argon2id$v=19$y'::text, NULL::timestamptz), 'which is then set');
SELECT core.password_set(:haizhou, '$argon2id$v=19$x', now()) \g /dev/null
SELECT is(pg_temp.enter(:haizhou, true, 6, NULL, '$argon2id$v=19$y'), 'credentials_invalid',
    'after its time it leads nowhere');

-- What the command line does
SELECT is((api.staff_create(core.uuid7(), 'boss', '平台', NULL, NULL, 'platform_admin', '$argon2id$z', 'x', core.uuid7())).outcome,
    'ok', 'a first account');
SELECT is((SELECT core.roles_of(NULL, a.id) FROM core.admins AS a WHERE a.login = 'boss'), 'platform_admin',
    'with its role');
SELECT is((SELECT o.code FROM core.admins AS a JOIN core.organisations AS o ON o.id = a.organisation_id
           WHERE a.login = 'boss'), '320000', 'at the top of the tree');
SELECT is(a.outcome, wanted, what)
FROM (VALUES ('boss', '320700', 'admin', 'login_taken', 'a login twice'),
             ('other', 'nowhere', 'admin', 'organisation_not_found', 'no organisation'),
             ('other', '320700', 'member', 'validation_failed', 'no role of the staff'),
             ('Other', '320700', 'admin', 'validation_failed', 'no login'))
         AS t (login, code, role, wanted, what),
     LATERAL api.staff_create(core.uuid7(), t.login, NULL, t.code, '某省总工会', t.role, '$argon2id$z', 'x', core.uuid7()) AS a;
INSERT INTO core.sign_in_failures (kind, key, failures) VALUES ('account', sha256('account'), 9)
ON CONFLICT (kind, key) DO UPDATE SET failures = 9;
SELECT is((api.staff_reset(:city, '$argon2id$n', 'sealed', sha256('account'), core.uuid7())).outcome, 'ok', 'a reset');
SELECT is((SELECT row(password_hash, password_expires_at > now(), totp_last_step) FROM core.admins WHERE id = :city),
    row('$argon2id$n'::text, true, 0::bigint), 'gives new things');
SELECT is((SELECT count(*) FROM core.session_families WHERE admin_id = :city AND revoked_at IS NULL)
          + (SELECT count(*) FROM core.recovery_codes WHERE admin_id = :city)
          + (SELECT sum(failures) FROM core.sign_in_failures WHERE key = sha256('account')), 0::bigint,
    'and ends sessions, recovery codes and the lock');
SELECT is((api.staff_find('boss')).outcome || ' ' || (api.staff_find('nobody')).outcome, 'ok staff_not_found', 'found or not');
SELECT * FROM finish();
ROLLBACK;
