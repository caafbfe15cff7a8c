-- auth_demo, auth_refresh, auth_logout and the session functions below them.
BEGIN;
\ir fixture/town.psql
SELECT plan(38);

-- Opening
CREATE TEMP TABLE opened AS SELECT * FROM api.auth_demo('10000001', NULL, sha256('r0'), core.uuid7());
SELECT is(outcome, 'ok', 'a demo member gets a session') FROM opened;
SELECT is(subject, :member, 'of his own') FROM opened;
SELECT is(roles, 'member', 'as a member') FROM opened;
SELECT is(body ->> 'member_id', :member::text, 'the body names the member') FROM opened;
SELECT is((SELECT (f.id, f.subject_id) FROM core.session_families AS f),
          (SELECT (session_id, subject) FROM opened), 'the family is stored');
SELECT is((SELECT expires_at FROM core.refresh_tokens), now() + interval '30 days',
          'the refresh token lives 30 days');
SELECT is((SELECT row(outcome, roles, body ->> 'member_id')::text
           FROM api.auth_demo(NULL, 'haizhou', sha256('h0'), core.uuid7())), '(ok,admin,)',
          'a demo administrator gets a session and is no member');
SELECT is(a.outcome, 'account_unknown', 'refused: ' || what)
FROM (VALUES (NULL, NULL, 'nobody'), ('10000001', 'haizhou', 'both at once'),
             ('10001999', NULL, 'no such member'), ('10002001', NULL, 'outside the demo range'),
             ('20000001', NULL, 'a member who is no demo member'),
             ('10000003', NULL, 'a suspended member'),
             ('1000000x', NULL, 'no number'), ('', NULL, 'an empty number'),
             (NULL, 'dormant', 'an administrator outside the demo'))
     AS t(member_no, admin, what),
     LATERAL api.auth_demo(t.member_no, t.admin, sha256('x'), core.uuid7()) AS a;
SELECT is((SELECT count(*) FROM core.session_families), 2::bigint, 'refusals open nothing');

-- Rotating
SELECT is((SELECT row(outcome, subject, roles, session_id) FROM
           api.auth_refresh(sha256('r0'), sha256('r1'), core.uuid7())),
          (SELECT row('ok'::text, subject, roles, session_id) FROM opened),
          'a refresh token is exchanged');
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('r0'), sha256('r1'), core.uuid7())), 'ok',
          'the same exchange again within the grace answers the same successor');
SELECT is((SELECT count(*) FROM core.refresh_tokens AS t JOIN opened ON t.family_id = session_id),
          2::bigint, 'and makes no second one');
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('r1'), sha256('r2'), core.uuid7())), 'ok',
          'the successor is exchanged');
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('nothing'), sha256('r9'), core.uuid7())),
          'refresh_token_invalid', 'an unknown token is invalid');

SAVEPOINT before_reuse;
UPDATE core.refresh_tokens SET used_at = now() - interval '11 s' WHERE hash = sha256('r1');
SELECT is((SELECT row(outcome, body, subject)::text FROM
           api.auth_refresh(sha256('r1'), sha256('r2'), core.uuid7())),
          '(refresh_token_reused,,)', 'after the grace a used token is reuse');
SELECT is((SELECT revoked_reason FROM core.session_families AS f JOIN opened ON f.id = session_id),
          'reuse', 'which revokes the family');
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('r2'), sha256('r3'), core.uuid7())),
          'refresh_token_invalid', 'so that the live token is invalid too');
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('r1'), sha256('r2'), core.uuid7())),
          'refresh_token_invalid', 'and the reused one no more than invalid');
ROLLBACK TO before_reuse;
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('r1'), sha256('another'), core.uuid7())),
          'refresh_token_reused', 'within the grace another successor is reuse');
ROLLBACK TO before_reuse;
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('r0'), sha256('r1'), core.uuid7())),
          'refresh_token_reused', 'there is no grace once the successor was used');
ROLLBACK TO before_reuse;
UPDATE core.refresh_tokens SET expires_at = now() WHERE hash = sha256('r2');
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('r2'), sha256('r3'), core.uuid7())),
          'refresh_token_invalid', 'an expired token is invalid');
ROLLBACK TO before_reuse;
UPDATE core.refresh_tokens SET expires_at = now() WHERE hash IN (sha256('r0'), sha256('r1'));
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('r2'), sha256('r3'), core.uuid7())), 'ok',
          'a live token of a family with expired ones is exchanged');
SELECT is((SELECT count(*) FROM core.refresh_tokens AS t JOIN opened ON t.family_id = session_id),
          2::bigint, 'and the expired ones are removed');
ROLLBACK TO before_reuse;
UPDATE core.members SET status = 'suspended' WHERE id = :member;
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('r2'), sha256('r3'), core.uuid7())),
          'refresh_token_invalid', 'a suspended member refreshes nothing');
ROLLBACK TO before_reuse;
UPDATE core.role_grants SET expires_at = now() WHERE organisation_id =
    (SELECT id FROM core.organisations WHERE code = '320706');
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('h0'), sha256('h1'), core.uuid7())),
          'refresh_token_invalid', 'nor an administrator whose last grant has run out');
ROLLBACK TO before_reuse;

-- Ending
SELECT is((SELECT a.outcome FROM opened, LATERAL api.auth_logout(:other, session_id, core.uuid7()) AS a), 'ok',
          'another one''s logout answers the same');
SELECT is((SELECT count(*) FROM core.session_families WHERE revoked_at IS NOT NULL), 0::bigint,
          'but ends nothing');
SELECT is((SELECT row(a.outcome, a.body)::text FROM opened,
           LATERAL api.auth_logout(subject, session_id, core.uuid7()) AS a), '(ok,)', 'a logout answers nothing');
SELECT is((SELECT outcome FROM api.auth_refresh(sha256('r2'), sha256('r3'), core.uuid7())),
          'refresh_token_invalid', 'after it the refresh token is invalid');
SELECT f.admin_id AS admin, f.id AS family FROM core.session_families AS f WHERE f.admin_id IS NOT NULL \gset
SELECT api.auth_logout(:'admin', :'family', core.uuid7()) \g /dev/null
SELECT is((SELECT organisation_id FROM core.audit_entries WHERE action = 'auth_logout' AND actor_id = :'admin'),
          core.staff_place(:'admin'), 'whoever audits the staff reads when they left');

SELECT * FROM finish();
ROLLBACK;
