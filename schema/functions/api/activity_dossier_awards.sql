-- Some of what was won in an activity, in the order of time; as api.activity_dossier_entrants.
CREATE OR REPLACE FUNCTION api.activity_dossier_awards(
    activity_id uuid, after uuid, "limit" bigint, cells boolean, english boolean,
    OUT outcome text, OUT body json, OUT lines text, OUT last uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := 'ok';
    SELECT CASE WHEN cells
            THEN string_agg(array_to_string(ARRAY[
                    line.member_no, line.real_name, line.organisation, line.prize, line.value_fen::text,
                    core.award_label(line.state, english), core.sheet_time(line.won_at),
                    core.sheet_time(line.claimed_at), core.sheet_time(line.issued_at),
                    core.sheet_time(line.redeemed_at), core.sheet_time(line.forfeited_at), line.handled_by,
                    line.tracking, line.note, line.id::text], E'\t', ''), E'\n' ORDER BY line.id)
            ELSE CASE WHEN after IS NULL THEN '' ELSE E',\n' END
                || string_agg(row_to_json(line)::text, E',\n' ORDER BY line.id) END,
        max(line.id::text)::uuid
    INTO lines, last
    FROM (
        SELECT w.id, m.member_no::text, coalesce(who.real_name_masked, '') AS real_name,
            coalesce(o.name, '') AS organisation, coalesce(p.name, g.title) AS prize, w.value_fen, w.state,
            w.created_at AS won_at, w.claimed_at, w.issued_at, w.redeemed_at, w.forfeited_at,
            s.login AS handled_by, translate(w.tracking, E'\t\r\n', '   ') AS tracking,
            translate(w.note, E'\t\r\n', '   ') AS note
        FROM core.awards AS w
        JOIN core.members AS m ON m.id = w.member_id
        LEFT JOIN core.people AS who ON who.id = m.person_id
        LEFT JOIN core.organisations AS o ON o.id = core.organisation_of(m.id)
        LEFT JOIN core.prizes AS p ON p.id = w.prize_id
        LEFT JOIN core.giveaways AS g ON g.id = w.activity_id
        LEFT JOIN core.admins AS s ON s.id = w.handled_by
        WHERE w.activity_id = activity_dossier_awards.activity_id AND (after IS NULL OR w.id > after)
        ORDER BY w.id LIMIT "limit"
    ) AS line;
END
$$;
