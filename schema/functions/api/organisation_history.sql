-- What an organisation has lived through, newest first, out of the audit.
CREATE OR REPLACE FUNCTION api.organisation_history(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_seq bigint := core.cursor_bigint(core.cursor_decode(cursor), 'seq');
BEGIN
    IF cursor IS NOT NULL AND before_seq IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    ELSIF NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
        RETURN;
    END IF;
    WITH page AS (
        SELECT e.seq, row_number() OVER (ORDER BY e.seq DESC) AS nth, json_build_object(
            'id', e.seq::text, 'event', e.changes ->> 'event', 'at', e.at,
            'actor_kind', e.actor_kind, 'reason', e.reason,
            'changes', (SELECT coalesce(json_agg(json_build_object(
                            'field', c.key, 'before', c.value ->> 0, 'after', c.value ->> 1)
                            ORDER BY c.key), '[]')
                        FROM jsonb_each(e.changes) AS c
                        WHERE jsonb_typeof(c.value) = 'array')) AS item
        FROM core.audit_entries AS e
        WHERE e.object_kind = 'organisation' AND e.changes ? 'event'
          AND e.object_id = organisation_history.organisation_id
          AND (before_seq IS NULL OR e.seq < before_seq)
        ORDER BY e.seq DESC
        LIMIT "limit" + 1
    )
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(item ORDER BY nth) FILTER (WHERE nth <= "limit"), '[]') AS items,
               CASE WHEN count(*) > "limit" THEN core.cursor_encode(json_build_object(
                   'seq', min(seq) FILTER (WHERE nth = "limit"))) END AS next_cursor
        FROM page) AS answer;
    outcome := 'ok';
END
$$;
