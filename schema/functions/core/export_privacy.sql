-- What a member asked for and decided about their data, and who read it: consents, applications,
-- wishes to correct and to be forgotten, readings. accounts: core.accounts_of.
CREATE OR REPLACE FUNCTION core.export_privacy(
    accounts uuid[], row_limit bigint,
    OUT consents json, OUT applications json, OUT corrections json, OUT erasures json, OUT accesses json)
LANGUAGE sql STABLE
AS $$
    SELECT (SELECT coalesce(json_agg(row_to_json(item)), '[]') FROM (
                SELECT c.purpose, c.version, c.given_at, c.ended_at, c.end_reason
                FROM core.consents AS c WHERE c.member_id = ANY (accounts)
                ORDER BY c.given_at DESC, c.id DESC) AS item),
           (SELECT coalesce(json_agg(row_to_json(item)), '[]') FROM (
                SELECT a.id, a.kind, a.state, target.name AS organisation,
                       source.name AS from_organisation, a.created_at, a.decided_at
                FROM core.applications AS a
                LEFT JOIN core.organisations AS target ON target.id = a.target_id
                LEFT JOIN core.organisations AS source ON source.id = a.source_id
                WHERE a.applicant_id = ANY (accounts)
                ORDER BY a.created_at DESC, a.id DESC) AS item),
           (SELECT coalesce(json_agg(core.correction_json(c) ORDER BY c.id DESC), '[]')
            FROM core.corrections AS c WHERE c.member_id = ANY (accounts)),
           (SELECT coalesce(json_agg(core.erasure_json(e) ORDER BY e.requested_at DESC), '[]')
            FROM core.erasures AS e WHERE e.member_id = ANY (accounts)),
           (SELECT coalesce(json_agg(core.access_json(latest.a) ORDER BY (latest.a).id DESC), '[]') FROM (
                SELECT a FROM core.personal_data_accesses AS a
                WHERE a.member_id = ANY (accounts)
                ORDER BY a.id DESC LIMIT export_privacy.row_limit) AS latest (a))
$$;
