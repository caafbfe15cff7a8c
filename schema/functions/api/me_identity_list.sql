-- Which mini-programs the caller can sign in with, the oldest first. There are as many as the union
-- has apps, so they come on one page. openid and unionid are between WeChat and this server.
CREATE OR REPLACE FUNCTION api.me_identity_list(caller_id uuid, session_id uuid,
                                                OUT outcome text, OUT body json)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT 'ok', json_build_object('items', coalesce(json_agg(page ORDER BY page.id), '[]'),
                                   'next_cursor', NULL)
    FROM (
        SELECT i.id, i.provider, i.appid,
               EXISTS (SELECT FROM core.session_families AS f
                       WHERE f.id = me_identity_list.session_id AND f.identity_id = i.id) AS current,
               i.created_at, i.last_seen_at
        FROM core.identities AS i WHERE i.member_id = me_identity_list.caller_id
        ORDER BY i.id LIMIT 100
    ) AS page
$$;
