-- The steps that an activity has taken, the first one first.
CREATE OR REPLACE FUNCTION core.activity_way(activity_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(json_build_object(
        'kind', e.kind, 'by', (SELECT a.login FROM core.admins AS a WHERE a.id = e.admin_id),
        'reason', e.reason, 'rules_hash', encode(sha256(convert_to(e.rules, 'UTF8')), 'hex'),
        'created_at', e.created_at) ORDER BY e.id), '[]')
    FROM core.activity_events AS e WHERE e.activity_id = activity_way.activity_id
$$;
