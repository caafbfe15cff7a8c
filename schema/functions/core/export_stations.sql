-- What a member reported and suggested of stations, and, of the last week, where they checked and visited. accounts:
-- core.accounts_of.
CREATE OR REPLACE FUNCTION core.export_stations(accounts uuid[], row_limit bigint) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'tickets', (SELECT coalesce(json_agg(core.station_ticket_json(latest.t) ORDER BY (latest.t).id DESC), '[]')
                    FROM (SELECT t FROM core.station_tickets AS t WHERE t.reporter_id = ANY (accounts)
                          ORDER BY t.id DESC LIMIT export_stations.row_limit) AS latest (t)),
        'suggestions', (
            SELECT coalesce(json_agg(core.station_suggestion_json(latest.s) ORDER BY (latest.s).id DESC), '[]')
            FROM (SELECT s FROM core.station_suggestions AS s WHERE s.member_id = ANY (accounts)
                  ORDER BY s.id DESC LIMIT export_stations.row_limit) AS latest (s)),
        'checks', (SELECT coalesce(json_agg(json_build_object('station_id', c.station_id, 'is_open', c.is_open,
                                                              'at', c.at) ORDER BY c.at DESC), '[]')
                   FROM core.station_checks AS c WHERE c.member_id = ANY (accounts)),
        'visits', (SELECT coalesce(json_agg(json_build_object('station_id', v.station_id, 'at', v.at)
                                            ORDER BY v.at DESC), '[]')
                   FROM core.station_visits AS v WHERE v.member_id = ANY (accounts)))
$$;
