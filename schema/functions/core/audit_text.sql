-- An audit entry as the text that is sealed: one JSON object with these names in this order, no white
-- space but in changes, where one blank follows each colon and comma (as jsonb is written). Times are
-- UTC with six decimals. Never change it: what is sealed could not be verified any more.
-- One expression, put together by hand, because it runs for each row: row_to_json takes several times
-- as long. Of the texts only the reason may hold what must be escaped.
CREATE OR REPLACE FUNCTION core.audit_text(entry core.audit_entries) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT concat(
        '{"seq":', entry.seq, ',"at":"', core.audit_time(entry.at),
        '","actor_kind":"', entry.actor_kind,
        '","actor_id":', coalesce('"' || entry.actor_id::text || '"', 'null'),
        ',"action":"', entry.action,
        '","organisation_id":', coalesce('"' || entry.organisation_id::text || '"', 'null'),
        ',"object_kind":"', entry.object_kind,
        '","object_id":', coalesce('"' || entry.object_id::text || '"', 'null'),
        ',"changes":', entry.changes,
        ',"reason":', coalesce(to_json(entry.reason), 'null'),
        ',"request_id":', coalesce('"' || entry.request_id::text || '"', 'null'), '}')
$$;
