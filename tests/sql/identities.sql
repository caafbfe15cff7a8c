-- Signing in with WeChat, the phone number it vouches for, and taking a way to sign in away.
BEGIN;
\ir fixture/town.psql
SELECT plan(38);

\set first '''wx0123456789abcdef''::text'
\set second '''wxfedcba9876543210''::text'

-- The first time
CREATE TEMP TABLE opened AS
SELECT * FROM api.auth_wechat(:first, 'oA', NULL, sha256('a0'), core.uuid7());
SELECT is((SELECT row(outcome, roles)::text FROM opened), row('ok'::text, 'member'::text)::text,
          'whom WeChat vouches for gets a session');
SELECT is((SELECT row(m.person_id, m.status)::text
           FROM core.members AS m JOIN opened ON m.id = subject),
          row(NULL::uuid, 'active'::text)::text, 'of a new account without a person');
SELECT is((SELECT row(i.member_id, i.provider, i.appid, i.openid, i.unionid)::text
           FROM core.identities AS i),
          (SELECT row(subject, 'wechat'::text, :first, 'oA'::text, NULL::text)::text FROM opened),
          'its identity is kept');
SELECT is((SELECT f.identity_id FROM core.session_families AS f JOIN opened ON f.id = session_id),
          (SELECT id FROM core.identities), 'and the session rests on it');
SELECT results_eq(
    'SELECT action, object_kind FROM core.audit_entries ORDER BY seq',
    $$VALUES ('auth_wechat' COLLATE "C", 'identity'), ('auth_wechat', 'session')$$,
    'both are in the audit');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE changes::text LIKE '%oA%'), 0::bigint,
          'which does not name the openid');

-- Again
UPDATE core.identities SET last_seen_at = now() - interval '1 day';
SELECT is((SELECT subject FROM api.auth_wechat(:first, 'oA', 'uA', sha256('a1'), core.uuid7())),
          (SELECT subject FROM opened), 'the same openid is the same account');
SELECT is((SELECT row(unionid, last_seen_at)::text FROM core.identities),
          row('uA'::text, now())::text,
          'the unionid is learnt, the day is noted');
SELECT is((SELECT subject FROM api.auth_wechat(:first, 'oA', NULL, sha256('a2'), core.uuid7())),
          (SELECT subject FROM opened), 'an answer without unionid');
SELECT is((SELECT unionid FROM core.identities), 'uA', 'does not take it away');

-- Another app
SELECT is((SELECT subject FROM api.auth_wechat(:second, 'oB', 'uA', sha256('b0'), core.uuid7())),
          (SELECT subject FROM opened), 'the same unionid is the same account');
SELECT is((SELECT count(*) FROM core.identities), 2::bigint, 'with two identities');
SELECT isnt((SELECT subject FROM api.auth_wechat(:second, 'oA', 'uB', sha256('c0'), core.uuid7())),
            (SELECT subject FROM opened), 'an openid means nothing to another app');
SELECT isnt((SELECT subject FROM api.auth_wechat(:second, 'oC', NULL, sha256('d0'), core.uuid7())),
            (SELECT subject FROM opened), 'and without unionid nobody is joined');

-- Stopped accounts
SAVEPOINT before_stop;
UPDATE core.members SET status = 'suspended' WHERE id = (SELECT subject FROM opened);
CREATE TEMP TABLE counts AS
SELECT (SELECT count(*) FROM core.session_families) AS sessions,
       (SELECT count(*) FROM core.identities) AS identities;
SELECT is(a.outcome, 'account_suspended', 'refused while suspended: ' || openid)
FROM (VALUES (:first, 'oA', NULL), (:second, 'oB', 'uA'), (:second, 'oNew', 'uA'))
     AS t (appid, openid, unionid),
     LATERAL api.auth_wechat(t.appid, t.openid, t.unionid, sha256('x'), core.uuid7()) AS a;
UPDATE core.members SET status = 'closed' WHERE id = (SELECT subject FROM opened);
SELECT is((SELECT outcome FROM api.auth_wechat(:first, 'oA', NULL, sha256('x'), core.uuid7())),
          'account_closed', 'and when closed');
SELECT is((SELECT row(sessions, identities)::text FROM counts),
          (SELECT row((SELECT count(*) FROM core.session_families),
                      (SELECT count(*) FROM core.identities))::text), 'nothing is made for them');
ROLLBACK TO before_stop;

-- In whose name a number is asked for
SELECT is((SELECT row(p.outcome, p.appid, p.openid)::text
           FROM opened, api.me_phone_identity(subject, session_id) AS p),
          row('ok'::text, :first, 'oA'::text)::text, 'the identity of this session');
SELECT is((SELECT p.openid FROM opened, api.me_phone_identity(:member, session_id) AS p), NULL,
          'not for another account');
SELECT is((SELECT p.openid FROM opened, api.me_phone_identity(subject, core.uuid7()) AS p), NULL,
          'not for another session');

-- The number
CREATE TEMP TABLE bound AS
SELECT p.* FROM opened, api.me_phone_put(subject, '138****1234', '\x01'::bytea, sha256('i'),
                                         core.uuid7()) AS p;
SELECT is((SELECT row(outcome, body ->> 'phone')::text FROM bound),
          row('ok'::text, '138****1234'::text)::text, 'a number is bound');
SELECT is((SELECT row(m.phone_masked, m.phone_sealed, m.phone_index, m.phone_verified_at)::text
           FROM core.members AS m JOIN opened ON m.id = subject),
          row('138****1234'::text, '\x01'::bytea, sha256('i'), now())::text, 'sealed and verified');
SELECT is((SELECT changes::text FROM core.audit_entries WHERE action = 'me_phone_put'),
          '{"phone": [null, "138****1234"]}', 'the audit has the masks');
SELECT is((SELECT outcome FROM api.me_phone_put(
              '00000002-0000-7000-8000-000000000003', '138****1234', '\x01'::bytea, sha256('i'),
              core.uuid7())), 'account_suspended', 'a suspended account keeps its number');
SELECT is((SELECT outcome FROM api.me_phone_put(core.uuid7(), '138****1234', '\x01'::bytea,
                                                sha256('i'), core.uuid7())),
          'account_closed', 'an account that there is not is closed');

-- The list
SELECT is((SELECT l.body::jsonb - 'items'
           FROM opened, api.me_identity_list(subject, session_id) AS l),
          '{"next_cursor": null}', 'the list is one page');
SELECT is((SELECT array_agg(item ->> 'current' ORDER BY ord)
           FROM opened, api.me_identity_list(subject, session_id) AS l,
                json_array_elements(l.body -> 'items') WITH ORDINALITY AS t (item, ord)),
          ARRAY['true', 'false'], 'oldest first, and which one this session rests on');
SELECT is((SELECT l.body::text LIKE '%oA%' OR l.body::text LIKE '%uA%'
           FROM opened, api.me_identity_list(subject, session_id) AS l), false,
          'without WeChat''s ids');

-- Taking away
CREATE TEMP TABLE held AS
SELECT (SELECT id FROM core.identities WHERE openid = 'oA' AND appid = :first) AS mine,
       (SELECT id FROM core.identities WHERE openid = 'oB') AS other;
SELECT is((SELECT d.outcome FROM held, api.me_identity_delete(:member, mine, core.uuid7()) AS d),
          'identity_not_found', 'somebody else''s is not there');
SELECT is((SELECT d.outcome FROM opened, held,
                  api.me_identity_delete(subject, mine, core.uuid7()) AS d), 'ok',
          'one of two goes');
SELECT is((SELECT row(f.revoked_reason, f.identity_id)::text
           FROM core.session_families AS f JOIN opened ON f.id = session_id),
          row('identity'::text, NULL::uuid)::text, 'and its sessions with it');
SELECT is((SELECT count(*) FROM core.session_families AS f JOIN held ON f.identity_id = other
           WHERE f.revoked_at IS NULL), 1::bigint, 'the other one''s go on');
SELECT is((SELECT d.outcome FROM opened, held,
                  api.me_identity_delete(subject, mine, core.uuid7()) AS d),
          'identity_not_found', 'it does not go twice');
SELECT is((SELECT d.outcome FROM opened, held,
                  api.me_identity_delete(subject, other, core.uuid7()) AS d),
          'identity_last', 'the last one stays');
SELECT throws_ok(
    $$INSERT INTO core.identities (member_id, appid, openid)
      SELECT subject, 'wxfedcba9876543210', 'oB' FROM opened$$,
    '23505', NULL, 'two accounts never share an identity');
SELECT is((SELECT changes::text FROM core.audit_entries WHERE action = 'me_identity_delete'),
          '{"appid": "wx0123456789abcdef"}', 'the audit says which app');

SELECT * FROM finish();
ROLLBACK;
