-- Some lines of a settlement that is the caller's business for a spreadsheet, after a line: one each, with tabs
-- between the cells; lines NULL: there are none left.
CREATE OR REPLACE FUNCTION api.settlement_export(
    caller_id uuid, allowed_roles text[], resource text, key_id uuid, key_mode text, settlement_id uuid,
    after bigint, "limit" bigint, english boolean, OUT outcome text, OUT body json, OUT lines text, OUT last bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := CASE WHEN EXISTS (
            SELECT FROM core.settlements AS s
            WHERE s.id = settlement_export.settlement_id AND key_mode = 'live'
                AND core.settlement_is_seen(s, caller_id, allowed_roles, resource, key_id))
        THEN 'ok' ELSE 'settlement_not_found' END;
    IF outcome = 'ok' THEN
        SELECT string_agg(concat_ws(E'\t', p.line, core.sheet_time(p.at),
                   core.settlement_kind_label(p.kind, english), p.kind,
                   coalesce(core.settlement_reference(p), ''), p.member_fen, p.points_fen, p.subsidy_fen,
                   p.voucher_fen, p.amount_fen, coalesce(translate(p.note, E'\t\r\n', '   '), ''), p.source_id),
                   E'\n' ORDER BY p.line), max(p.line)
        INTO lines, last
        FROM (SELECT l.* FROM core.settlement_lines AS l
              WHERE l.settlement_id = settlement_export.settlement_id AND l.line > after
              ORDER BY l.line LIMIT "limit") AS p;
    END IF;
END
$$;
