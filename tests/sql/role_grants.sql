-- Who may give which role at which place, and what one account must not hold at once.
BEGIN;
\ir fixture/town.psql
SELECT plan(42);

\set city '''00000003-0000-7000-8000-000000000001''::uuid'
\set haizhou '''00000003-0000-7000-8000-000000000002''::uuid'
\set platform '''00000003-0000-7000-8000-000000000004''::uuid'
\set somebody '''00000003-0000-7000-8000-000000000005''::uuid'
INSERT INTO core.admins (id, login, organisation_id) VALUES
    (:platform, 'platform', '00000001-0000-7000-8000-000000000001'),
    (:somebody, 'somebody', '00000001-0000-7000-8000-000000000003');
INSERT INTO core.role_grants (admin_id, role, organisation_id) VALUES
    (:platform, 'platform_admin', '00000001-0000-7000-8000-000000000001');
UPDATE core.admins SET organisation_id = '00000001-0000-7000-8000-000000000002' WHERE id = :city;

CREATE FUNCTION pg_temp.wish(
    role text, place text, admin uuid DEFAULT '00000003-0000-7000-8000-000000000005',
    below boolean DEFAULT true, things text[] DEFAULT NULL, until timestamptz DEFAULT NULL)
RETURNS core.role_grants LANGUAGE plpgsql AS $$
DECLARE
    wanted core.role_grants;
BEGIN
    wanted.admin_id := admin;
    wanted.role := role;
    wanted.organisation_id := (SELECT o.id FROM core.organisations AS o WHERE o.code = place);
    wanted.includes_below := below;
    wanted.resources := things;
    wanted.expires_at := until;
    RETURN wanted;
END
$$;
CREATE FUNCTION pg_temp.may(caller uuid, wanted core.role_grants) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(core.role_grant_refusal(caller, '{admin,platform_admin}', 'role_grant', wanted),
                    core.role_holder_refusal(caller, '{admin,platform_admin}', 'role_grant', wanted), 'ok')
$$;
CREATE FUNCTION pg_temp.give(wanted core.role_grants) RETURNS uuid LANGUAGE sql AS $$
    SELECT (core.role_grant_insert('00000003-0000-7000-8000-000000000004', 'role_grant_create', wanted, NULL)).id
$$;

-- By role
SELECT is(pg_temp.may(caller, pg_temp.wish(role, place)), wanted, what)
FROM (VALUES
    (:city, 'admin', '320706', 'ok', 'an administrator makes administrators'),
    (:city, 'finance', '320706', 'ok', 'and those who keep the money'),
    (:city, 'auditor', '320706', 'role_not_grantable', 'but no auditors'),
    (:city, 'platform_admin', '320706', 'role_grant_misfit', 'nor a platform administrator below the top'),
    (:city, 'platform_admin', '320000', 'organisation_not_found', 'nor at the top'),
    (:city, 'station_keeper', '320706', 'role_grant_misfit', 'a keeper has a station'),
    (:platform, 'auditor', '320706', 'ok', 'the platform makes auditors'),
    (:platform, 'platform_admin', '320000', 'ok', 'and others like itself'),
    (:haizhou, 'admin', '320706', 'ok', 'at one''s own level'),
    (:haizhou, 'admin', 'HZ-0001', 'ok', 'below'),
    (:haizhou, 'admin', '320700', 'organisation_not_found', 'not above'),
    (:haizhou, 'admin', 'GY-0001', 'organisation_not_found', 'not next door'),
    (:nobody, 'admin', '320706', 'organisation_not_found', 'nobody')) AS t (caller, role, place, wanted, what);

-- As far, as much and as long as one's own
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', '320706', :haizhou)), 'own_account', 'not to oneself');
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', '320706', :city)), 'staff_not_found', 'not to who is looked after above');
SELECT is(pg_temp.may(:city, pg_temp.wish('admin', '320706', NULL)), 'role_grant_misfit', 'not to nobody');
SELECT is(pg_temp.may(:city, pg_temp.wish('admin', '320706', until => now())), 'expiry_past', 'not for a time that is over');
SAVEPOINT whole;
UPDATE core.role_grants SET includes_below = false WHERE admin_id = :haizhou;
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', '320706')), 'role_not_grantable', 'not further down');
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', '320706', below => false)), 'ok', 'as far');
ROLLBACK TO whole;
UPDATE core.role_grants SET resources = '{role_grant,member}' WHERE admin_id = :haizhou;
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', '320706')), 'role_not_grantable', 'not for all things');
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', '320706', things => '{points}')), 'role_not_grantable', 'nor others');
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', '320706', things => '{member}')), 'ok', 'for some of one''s own');
ROLLBACK TO whole;
UPDATE core.role_grants SET expires_at = now() + interval '1 hour' WHERE admin_id = :haizhou;
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', '320706')), 'role_not_grantable', 'not for ever');
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', '320706', until => now() + interval '59 minutes')), 'ok', 'for as long');
ROLLBACK TO whole;
-- Each grant counts where it holds: what is for ever in one branch is not so in another.
INSERT INTO core.role_grants (admin_id, role, organisation_id, expires_at)
SELECT :haizhou, 'admin', o.id, now() + interval '1 hour' FROM core.organisations AS o WHERE o.code = '320707';
UPDATE core.admins SET organisation_id = (SELECT o.id FROM core.organisations AS o WHERE o.code = '320707')
WHERE id = :somebody;
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', 'GY-0001')), 'role_not_grantable', 'by a grant for elsewhere');
SELECT is(pg_temp.may(:haizhou, pg_temp.wish('admin', 'GY-0001', until => now() + interval '1 hour')), 'ok',
    'by the grant for there');
ROLLBACK TO whole;

-- Duties that must be separate
SELECT isnt(pg_temp.give(pg_temp.wish('auditor', '320706')), NULL, 'an auditor');
SELECT is(pg_temp.may(:city, pg_temp.wish(role, place, below => below)), wanted, what)
FROM (VALUES ('admin', '320706', true, 'duties_not_separate', 'does not administer there'),
             ('finance', 'HZ-0001', true, 'duties_not_separate', 'nor keep money below'),
             ('admin', '320700', true, 'duties_not_separate', 'nor administer above, with what is below'),
             ('admin', '320700', false, 'ok', 'without it they may'),
             ('admin', '320707', true, 'ok', 'and next door')) AS t (role, place, below, wanted, what);
SELECT is(pg_temp.may(:platform, pg_temp.wish('auditor', '320706')), 'role_grant_exists', 'not the same twice');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'role_grant_create'
           AND organisation_id = '00000001-0000-7000-8000-000000000003'), 1::bigint, 'it is written down');

-- Looking after accounts
SELECT is(core.staff_refusal(:city, '{admin,platform_admin}', 'staff', :somebody, true), 'role_not_grantable',
    'an auditor is not reset by an administrator');
SELECT is(core.staff_refusal(:platform, '{admin,platform_admin}', 'staff', :somebody, true), NULL, 'but by the platform');
UPDATE core.role_grants SET role = 'platform_admin', organisation_id = '00000001-0000-7000-8000-000000000001'
WHERE admin_id = :somebody;
SELECT is(core.staff_refusal(:platform, '{admin,platform_admin}', 'staff', :somebody, reset), wanted, what)
FROM (VALUES (true, 'role_not_grantable', 'a platform administrator is not reset by one alone'),
             (false, NULL, 'but may be suspended')) AS t (reset, wanted, what);
SELECT is(core.platform_admins_left(:somebody), 1::bigint, 'for one is left');
SELECT core.session_open(NULL, :somebody, sha256('token')) \g /dev/null
CREATE FUNCTION pg_temp.stand(standing text) RETURNS text LANGUAGE sql AS $$
    SELECT core.staff_stand('00000003-0000-7000-8000-000000000004', '{admin,platform_admin}', 'staff',
        '00000003-0000-7000-8000-000000000005', standing, 'admin_staff_' || standing, '借调', NULL) $$;
SELECT is(pg_temp.stand('suspended'), 'ok', 'suspended');
SELECT is(pg_temp.stand('active'), 'ok', 'and back');
SELECT is_empty(format('SELECT FROM core.session_families AS f WHERE f.admin_id = %L AND core.session_is_live(f)',
    :somebody), 'but signed out');
SELECT * FROM finish();
ROLLBACK;
