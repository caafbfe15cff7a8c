-- Fourth step of api.giveaway_claim: writes claims and awards, one update for each hot row however many
-- came, and the bodies of the answers.
CREATE OR REPLACE FUNCTION core.giveaway_record(slips core.giveaway_slip[])
RETURNS core.giveaway_slip[]
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE core.giveaway_counters AS c SET claimed = c.claimed + given.shares
    FROM (SELECT s.giveaway_id, count(*) AS shares FROM unnest(slips) AS s
          WHERE s.claim_id IS NOT NULL GROUP BY s.giveaway_id) AS given
    WHERE c.giveaway_id = given.giveaway_id;
    UPDATE core.giveaway_quotas AS q SET claimed = q.claimed + given.shares
    FROM (SELECT s.giveaway_id, s.quota_id, count(*) AS shares FROM unnest(slips) AS s
          WHERE s.claim_id IS NOT NULL AND s.quota_id IS NOT NULL
          GROUP BY s.giveaway_id, s.quota_id) AS given
    WHERE q.giveaway_id = given.giveaway_id AND q.organisation_id = given.quota_id;
    INSERT INTO core.giveaway_counts AS c (giveaway_id, member_id, claims)
    SELECT s.giveaway_id, s.member_id, 1 FROM unnest(slips) AS s WHERE s.claim_id IS NOT NULL
    ON CONFLICT (giveaway_id, member_id) DO UPDATE SET claims = c.claims + 1;
    INSERT INTO core.giveaway_claims (id, giveaway_id, member_id, quota_id, idempotency_key)
    SELECT s.claim_id, s.giveaway_id, s.member_id, s.quota_id, s.idempotency_key
    FROM unnest(slips) AS s WHERE s.claim_id IS NOT NULL;
    PERFORM core.awards_write(array_agg(s.giveaway_id), array_agg(s.member_id),
                              array_agg(NULL::uuid), array_agg(s.claim_id))
    FROM unnest(slips) AS s WHERE s.claim_id IS NOT NULL
    HAVING count(*) > 0;
    RETURN ARRAY(
        SELECT ROW(s.ord, s.giveaway_id, s.member_id, s.idempotency_key, s.fingerprint, s.request_id,
                   s.outcome, CASE WHEN s.claim_id IS NULL THEN s.body ELSE (
                       SELECT row_to_json(answer)
                       FROM (SELECT s.claim_id AS id, s.giveaway_id, w.id AS award_id, w.claim_by,
                                    w.created_at) AS answer) END,
                   s.replay_of, s.organisation_id, s.quota_id, s.claim_id)::core.giveaway_slip
        FROM unnest(slips) AS s
        LEFT JOIN core.awards AS w ON w.source_id = s.claim_id
        ORDER BY s.ord);
END
$$;
