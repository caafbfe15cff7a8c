-- What auditors need of an activity: who approved what and when, its rules in every version that somebody
-- had to look at, how many took part, what became of what was won, and the money. head: the document up
-- to the list of entrants.
CREATE OR REPLACE FUNCTION api.activity_dossier(
    caller_id uuid, allowed_roles text[], resource text, activity_id uuid,
    OUT outcome text, OUT body json, OUT id uuid, OUT head text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT a.id, left(row_to_json(dossier)::text, -1) INTO id, head
    FROM core.activities AS a
    LEFT JOIN core.lotteries AS l ON l.id = a.id
    LEFT JOIN core.giveaways AS g ON g.id = a.id
    CROSS JOIN LATERAL (
        SELECT a.id, a.kind, coalesce(l.title, g.title) AS title, (
                SELECT core.organisation_label(o) FROM core.organisations AS o
                WHERE o.id = a.organisation_id) AS organisation,
            a.state, coalesce(l.opens_at, g.opens_at) AS opens_at,
            coalesce(l.closes_at, g.closes_at) AS closes_at, a.budget_id,
            coalesce(l.rules, g.rules) AS rules,
            encode(coalesce(l.rules_hash, g.rules_hash), 'hex') AS rules_hash,
            encode(l.commitment, 'hex') AS commitment, l.revealed_at,
            coalesce((
                SELECT json_agg(json_build_object(
                    'kind', e.kind, 'by', (SELECT s.login FROM core.admins AS s WHERE s.id = e.admin_id),
                    'reason', e.reason, 'rules', e.rules, 'created_at', e.created_at) ORDER BY e.id)
                FROM core.activity_events AS e WHERE e.activity_id = a.id), '[]') AS events,
            (SELECT json_build_object('entrants', count(*), 'times', coalesce(sum(p.times), 0)::bigint)
             FROM core.activity_participation(a.id) AS p) AS participation,
            coalesce((
                SELECT json_agg(json_build_object('state', w.state, 'count', w.pieces,
                                                  'value_fen', w.value_fen) ORDER BY w.state)
                FROM (SELECT o.state, count(*) AS pieces, sum(o.value_fen)::bigint AS value_fen
                      FROM core.awards AS o WHERE o.activity_id = a.id GROUP BY o.state) AS w), '[]')
                AS award_states,
            core.activity_money(a) AS money, now() AS made_at
    ) AS dossier
    WHERE a.id = activity_dossier.activity_id
        AND core.staff_covers(caller_id, allowed_roles, resource, a.organisation_id);
    outcome := CASE WHEN id IS NULL THEN 'activity_not_found' ELSE 'ok' END;
END
$$;
