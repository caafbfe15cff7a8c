-- A member's latest changes of available points, as me_point_entries shows them but for the texts;
-- those of the account itself first, then of each that was merged into it. accounts: core.accounts_of.
CREATE OR REPLACE FUNCTION core.export_entries(accounts uuid[], row_limit bigint) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(row_to_json(item)), '[]') FROM (
        SELECT j.id, e.delta, e.balance_after, j.kind, j.reference_id AS reference,
               g.reason, j.created_at
        FROM unnest(accounts) WITH ORDINALITY AS a (id, nth)
        CROSS JOIN LATERAL (
            SELECT * FROM core.entries AS mine
            WHERE mine.member_id = a.id AND mine.account = 'available'
            ORDER BY mine.line DESC LIMIT export_entries.row_limit) AS e
        JOIN core.journals AS j ON j.id = e.journal_id
        LEFT JOIN core.grants AS g ON g.id = CASE WHEN j.kind = 'grant' THEN j.reference_id END
        ORDER BY a.nth, e.line DESC LIMIT export_entries.row_limit) AS item
$$;
