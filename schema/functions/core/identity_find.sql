-- The identity of a WeChat user and the account it signs in to, both locked until the end of the
-- transaction. Without an identity yet: the account of the same person's oldest identity with another
-- of the owner's apps, which the unionid tells, and NULL when there is none either. Then nobody else
-- makes this identity, or one of this person, before the transaction ends; who tries meanwhile waits
-- and finds what was made. Lock order: identity, account.
CREATE OR REPLACE FUNCTION core.identity_find(appid text, openid text, unionid text,
                                              OUT identity_id uuid, OUT member_id uuid)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    mine CONSTANT text := format('wechat|%s|%s', appid, openid);
BEGIN
    FOR attempt IN 1 .. 2 LOOP
        SELECT i.id, i.member_id INTO identity_id, member_id FROM core.identities AS i
        WHERE i.provider = 'wechat' AND i.appid = identity_find.appid
            AND i.openid = identity_find.openid
        FOR NO KEY UPDATE;
        EXIT WHEN FOUND;
        IF attempt = 1 THEN
            PERFORM pg_advisory_xact_lock(hashtextextended(mine, 0));
        END IF;
    END LOOP;
    IF identity_id IS NULL AND unionid IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(format('wechat|%s', unionid), 0));
        SELECT i.member_id INTO member_id FROM core.identities AS i
        WHERE i.provider = 'wechat' AND i.unionid = identity_find.unionid
        ORDER BY i.id LIMIT 1
        FOR NO KEY UPDATE; -- it may be on its way to another account
    END IF;
    PERFORM FROM core.members AS m WHERE m.id = identity_find.member_id FOR SHARE;
END
$$;
