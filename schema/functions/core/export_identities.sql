-- How a member signs in, the oldest first. An openid is between WeChat and us: only its end is shown,
-- enough to tell two of them apart.
CREATE OR REPLACE FUNCTION core.export_identities(member_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(row_to_json(item)), '[]') FROM (
        SELECT i.id, i.provider, i.appid, '****' || right(i.openid, 4) AS openid,
               i.created_at, i.last_seen_at
        FROM core.identities AS i WHERE i.member_id = export_identities.member_id
        ORDER BY i.id) AS item
$$;
