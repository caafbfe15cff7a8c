-- How an account signs in on somebody else's word. An openid is WeChat's name of a person towards one
-- app, a unionid towards all apps of one owner. Neither is a secret, both are personal data: they go
-- into no log and to nobody but WeChat.

CREATE TABLE core.identities (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    member_id uuid NOT NULL REFERENCES core.members,
    provider text COLLATE "C" NOT NULL DEFAULT 'wechat' CHECK (provider = 'wechat'),
    appid text COLLATE "C" NOT NULL CHECK (appid ~ '^wx[0-9a-f]{16}$'),
    openid text COLLATE "C" NOT NULL CHECK (openid ~ '^[A-Za-z0-9_-]{1,128}$'),
    unionid text COLLATE "C" CHECK (unionid ~ '^[A-Za-z0-9_-]{1,128}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (provider, appid, openid)
);
CREATE INDEX identities_member ON core.identities (member_id, id);
CREATE INDEX identities_union ON core.identities (provider, unionid, id) WHERE unionid IS NOT NULL;

-- Whose word a session rests on: a phone number is asked for in that identity's name, and the session
-- ends with it.
ALTER TABLE core.session_families
    ADD COLUMN identity_id uuid REFERENCES core.identities ON DELETE SET NULL;
CREATE INDEX session_families_identity ON core.session_families (identity_id)
    WHERE identity_id IS NOT NULL;
