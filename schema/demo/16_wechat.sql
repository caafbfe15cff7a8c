-- The first ten members have signed in with WeChat before, in the app of ./dev run, whose simulator
-- (tests/sim/wechat.py) gives them these names: the code demo-10000001 is the first one's, who can pay there.

CREATE FUNCTION pg_temp.demo_wechat_name(of text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT
AS $$
    SELECT 'o' || left(translate(encode(sha256(convert_to(of, 'UTF8')), 'base64'), '+/', '-_'), 27)
$$;
INSERT INTO core.identities (id, member_id, appid, openid, unionid, created_at, last_seen_at)
SELECT pg_temp.demo_id('identity', m.member_no), m.id, app.id, pg_temp.demo_wechat_name(app.id || '|' || m.member_no),
       pg_temp.demo_wechat_name('一个开放平台账号|' || m.member_no), pg_temp.demo_day(-40), pg_temp.demo_day(-2)
FROM core.members AS m, (VALUES ('wx00000000000de301')) AS app (id)
WHERE m.member_no BETWEEN 10000001 AND 10000010;
