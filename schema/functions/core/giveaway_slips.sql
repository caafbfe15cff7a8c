-- First step of api.giveaway_claim: one slip for each request, with the refusals that need no lock.
-- sold_out is among them and comes early: shares that are gone do not come back, and the crowd that still
-- comes is to cost as little as can be.
CREATE OR REPLACE FUNCTION core.giveaway_slips(
    giveaway_ids uuid[], caller_ids uuid[], idempotency_keys text[], fingerprints bytea[],
    request_ids uuid[])
RETURNS core.giveaway_slip[]
LANGUAGE plpgsql
AS $$
DECLARE
    blocks_are_there CONSTANT boolean := EXISTS (SELECT FROM core.blocks AS b WHERE b.ended_at IS NULL);
BEGIN
    RETURN ARRAY(
        SELECT ROW(a.ord, a.giveaway_id, a.caller_id, a.key, a.fingerprint, a.request_id,
                   coalesce(a.outcome, CASE
                       WHEN d.id IS NOT NULL THEN 'idempotency_key_reused'
                       WHEN g.id IS NULL THEN 'giveaway_not_found'
                       WHEN g.mode = 'lot' THEN 'giveaway_by_lot'
                       WHEN core.lottery_status(g.opens_at, core.giveaway_ends_at(g)) <> 'open'
                           THEN 'giveaway_not_open'
                       WHEN core.giveaway_left(g) <= 0 THEN 'sold_out'
                       WHEN place.organisation_id IS NULL THEN 'membership_required'
                       WHEN (blocks_are_there OR act.audience_id IS NOT NULL OR act.tenure_days > 0
                               OR act.winner_rest_days > 0)
                           AND core.activity_obstacles(g.id, a.caller_id, place.organisation_id) <> '{}'
                           THEN 'not_eligible' END),
                   a.body, a.replay_of, place.organisation_id,
                   CASE WHEN g.repools_at <= now() THEN NULL ELSE quota.organisation_id END,
                   NULL)::core.giveaway_slip
        FROM ROWS FROM (
            unnest(giveaway_ids, caller_ids, idempotency_keys, fingerprints, request_ids),
            core.idempotency_claim_many(caller_ids, 'giveaway_claim', idempotency_keys, fingerprints)
        ) WITH ORDINALITY AS a (giveaway_id, caller_id, key, fingerprint, request_id, outcome, body,
                                replay_of, ord)
        LEFT JOIN core.giveaways AS g ON g.id = a.giveaway_id AND g.published_at IS NOT NULL
        LEFT JOIN core.activities AS act ON act.id = g.id
        LEFT JOIN LATERAL (
            SELECT o.id FROM core.giveaway_claims AS o
            WHERE o.member_id = a.caller_id AND o.idempotency_key = a.key AND a.outcome IS NULL
            LIMIT 1
        ) AS d ON true
        CROSS JOIN LATERAL (
            SELECT core.benefits_from(a.caller_id) AS organisation_id OFFSET 0 -- looked up once
        ) AS place
        LEFT JOIN LATERAL (
            SELECT q.organisation_id
            FROM core.giveaway_quotas AS q
            JOIN core.organisations AS o ON o.id = q.organisation_id
            JOIN core.organisations AS own
                ON own.id = place.organisation_id AND starts_with(own.path, o.path)
            WHERE q.giveaway_id = g.id ORDER BY length(o.path) DESC LIMIT 1
        ) AS quota ON true
        ORDER BY a.ord);
END
$$;
