-- The grants that hold in the caller's subtree, the newest first: of one account, of those at one
-- organisation or who keep one station, or only those that end within 30 days. The cursor names the last one shown.
CREATE OR REPLACE FUNCTION api.role_grant_list(
    caller_id uuid, allowed_roles text[], resource text, admin_id uuid, member_id uuid,
    organisation_id uuid, station_id uuid, expiring boolean, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.role_grants[];
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    page := ARRAY(
        SELECT g FROM core.role_grants AS g
        WHERE core.grant_is_live(g) AND g.id < before_id
            AND (role_grant_list.admin_id IS NULL OR g.admin_id = role_grant_list.admin_id)
            AND (role_grant_list.member_id IS NULL OR g.member_id = role_grant_list.member_id)
            AND (role_grant_list.organisation_id IS NULL
                 OR g.organisation_id = role_grant_list.organisation_id)
            AND (role_grant_list.station_id IS NULL OR g.station_id = role_grant_list.station_id)
            AND (NOT coalesce(expiring, false) OR g.expires_at < now() + interval '30 days')
            AND core.staff_covers(caller_id, allowed_roles, resource, core.role_grant_place(g))
        ORDER BY g.id DESC
        LIMIT "limit" + 1);
    body := json_build_object(
        'items', (SELECT coalesce(json_agg(core.role_grant_json(page[nth]) ORDER BY nth), '[]')
                  FROM generate_series(1, least(cardinality(page), "limit")) AS nth),
        'next_cursor', CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(
            json_build_object('id', (page["limit"]).id)) END);
    outcome := 'ok';
END
$$;
