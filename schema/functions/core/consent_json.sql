-- Where a member stands with one purpose: what they agreed to last, and whether that still holds for
-- the wording of today.
CREATE OR REPLACE FUNCTION core.consent_json(member_id uuid, purpose text) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(item) FROM (
        SELECT t.purpose, t.title, t.is_required, t.is_sensitive, t.version AS current_version,
               last.version AS given_version, last.given_at,
               CASE WHEN last.end_reason <> 'renewed' THEN last.ended_at END AS withdrawn_at,
               last.ended_at IS NULL AND last.version IS NOT DISTINCT FROM t.version AS is_given
        FROM core.consent_current() AS t
        LEFT JOIN LATERAL (
            SELECT c.* FROM core.consents AS c
            WHERE c.member_id = consent_json.member_id AND c.purpose = t.purpose
            ORDER BY c.given_at DESC, c.id DESC LIMIT 1) AS last ON true
        WHERE t.purpose = consent_json.purpose) AS item
$$;
