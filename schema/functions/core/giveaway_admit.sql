-- Second step of api.giveaway_claim: takes the giveaways' locks (ascending) and refuses who has had their
-- part. Nothing changes under the locks.
CREATE OR REPLACE FUNCTION core.giveaway_admit(slips core.giveaway_slip[])
RETURNS core.giveaway_slip[]
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM core.giveaway_counters AS c
    WHERE c.giveaway_id = ANY (ARRAY(
        SELECT s.giveaway_id FROM unnest(slips) AS s WHERE s.outcome IS NULL))
    ORDER BY c.giveaway_id
    FOR NO KEY UPDATE;
    RETURN ARRAY(
        SELECT ROW(s.ord, s.giveaway_id, s.member_id, s.idempotency_key, s.fingerprint, s.request_id,
                   coalesce(s.outcome, CASE
                       WHEN g.ended_at IS NOT NULL THEN 'giveaway_not_open' -- while this waited
                       WHEN n.claims >= g.per_member THEN 'already_claimed' END),
                   s.body, s.replay_of, s.organisation_id, s.quota_id, NULL)::core.giveaway_slip
        FROM unnest(slips) AS s
        LEFT JOIN core.giveaways AS g ON g.id = s.giveaway_id AND s.outcome IS NULL
        LEFT JOIN LATERAL (
            SELECT c.claims FROM core.giveaway_counts AS c
            WHERE c.giveaway_id = g.id AND c.member_id = s.member_id LIMIT 1
        ) AS n ON true
        ORDER BY s.ord);
END
$$;
