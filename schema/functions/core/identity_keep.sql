-- Remembers that an identity was proved just now, by whoever found it with core.identity_find, which
-- holds the locks; a NULL identity_id is made. A unionid that is told for the first time is added: the
-- app has been bound to its owner's Open Platform account since. Returns the identity's id.
CREATE OR REPLACE FUNCTION core.identity_keep(identity_id uuid, member_id uuid, appid text,
                                              openid text, unionid text, request_id uuid)
RETURNS uuid
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    made uuid;
BEGIN
    IF identity_id IS NOT NULL THEN
        UPDATE core.identities AS i
        SET last_seen_at = now(), unionid = coalesce(identity_keep.unionid, i.unionid)
        WHERE i.id = identity_keep.identity_id;
        RETURN identity_id;
    END IF;
    INSERT INTO core.identities (member_id, appid, openid, unionid)
    VALUES (identity_keep.member_id, identity_keep.appid, identity_keep.openid,
            identity_keep.unionid)
    RETURNING id INTO made;
    PERFORM core.audit_write('member', member_id, 'auth_wechat', core.organisation_of(member_id),
                             'identity', made, jsonb_build_object('appid', appid), NULL, request_id);
    RETURN made;
END
$$;
