-- Everything that ever moved a member's points, between which of their accounts, the newest first;
-- after those of the account those of each that was merged into it. The cursor holds account and line.
CREATE OR REPLACE FUNCTION api.admin_member_point_entries(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan -- one shape of work: planning it costs more than doing it
AS $$
DECLARE
    place jsonb := core.cursor_decode(cursor);
    current uuid := core.account_current(member_id);
    accounts uuid[] := core.accounts_of(current);
BEGIN
    outcome := CASE
        WHEN NOT core.staff_covers_member(caller_id, allowed_roles, resource, current)
            THEN 'member_not_found'
        WHEN cursor IS NOT NULL AND (core.cursor_bigint(place, 'line') IS NULL
            OR array_position(accounts, core.cursor_uuid(place, 'account')) IS NULL)
            THEN 'cursor_invalid'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.entry_json(e.journal_id, e.member_id) ORDER BY e.nth, e.line DESC)
                        FILTER (WHERE e.ord <= "limit"), '[]') AS items,
               CASE WHEN count(*) > "limit" THEN core.cursor_encode(json_build_object(
                   'account', max(e.member_id::text) FILTER (WHERE e.ord = "limit"),
                   'line', max(e.line) FILTER (WHERE e.ord = "limit"))) END AS next_cursor
        FROM (
            SELECT l.*, row_number() OVER (ORDER BY l.nth, l.line DESC) AS ord
            FROM core.entry_lines(accounts, core.cursor_uuid(place, 'account'),
                                  core.cursor_bigint(place, 'line'), "limit" + 1) AS l
        ) AS e) AS answer;
END
$$;
