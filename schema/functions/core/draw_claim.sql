-- First step of api.lottery_draw: one slip for each request, with the refusals that need no lock.
-- sold_out is among them, because prizes never grow: after the last one has gone, the crowd that
-- still comes waits for nobody.
-- A key that stands on a draw but no longer in core.idempotency_keys is older than seven days: its
-- answer is gone, and another draw under it would be a double effect.
CREATE OR REPLACE FUNCTION core.draw_claim(
    lottery_ids uuid[], seeds bytea[], caller_ids uuid[], client_nonces text[], idempotency_keys text[],
    fingerprints bytea[], request_ids uuid[])
RETURNS core.draw_slip[]
LANGUAGE plpgsql
AS $$
DECLARE
    slips core.draw_slip[];
    blocks_are_there CONSTANT boolean := EXISTS (SELECT FROM core.blocks AS b WHERE b.ended_at IS NULL);
BEGIN
    slips := ARRAY(
        SELECT ROW(a.ord, a.lottery_id, a.caller_id, coalesce(a.client_nonce, ''), a.key,
                   a.fingerprint, a.request_id, coalesce(a.outcome, CASE
                       WHEN d.id IS NOT NULL THEN 'idempotency_key_reused'
                       WHEN l.id IS NULL THEN 'lottery_not_found'
                       WHEN l.kind <> 'instant' THEN 'lottery_not_instant'
                       WHEN core.lottery_status(l.opens_at, l.closes_at) <> 'open'
                           THEN 'lottery_not_open'
                       WHEN coalesce(l.seed, a.seed) IS NULL THEN 'lottery_not_open' -- published just now
                       WHEN place.organisation_id IS NULL THEN 'membership_required'
                       WHEN (blocks_are_there OR act.audience_id IS NOT NULL OR act.tenure_days > 0
                               OR act.winner_rest_days > 0)
                           AND core.activity_obstacles(l.id, a.caller_id, place.organisation_id) <> '{}'
                           THEN 'not_eligible'
                       WHEN NOT EXISTS (SELECT FROM core.prizes AS p
                                        WHERE p.lottery_id = l.id AND p.remaining > 0)
                           THEN 'sold_out' END),
                   a.body, a.replay_of, l.cost_points, NULL, NULL, NULL, NULL, NULL,
                   NULL, place.organisation_id, coalesce(l.seed, a.seed), NULL)::core.draw_slip
        FROM ROWS FROM (
            unnest(lottery_ids, seeds, caller_ids, client_nonces, idempotency_keys,
                   fingerprints, request_ids),
            core.idempotency_claim_many(caller_ids, 'lottery_draw', idempotency_keys, fingerprints)
        ) WITH ORDINALITY AS a (lottery_id, seed, caller_id, client_nonce, key, fingerprint, request_id,
                                outcome, body, replay_of, ord)
        LEFT JOIN core.lotteries AS l ON l.id = a.lottery_id AND l.published_at IS NOT NULL
        LEFT JOIN core.activities AS act ON act.id = l.id
        LEFT JOIN LATERAL (
            SELECT o.id FROM core.draws AS o
            WHERE o.member_id = a.caller_id AND o.idempotency_key = a.key AND a.outcome IS NULL
            LIMIT 1
        ) AS d ON true
        CROSS JOIN LATERAL (
            SELECT core.benefits_from(a.caller_id) AS organisation_id OFFSET 0 -- looked up once
        ) AS place
        ORDER BY a.ord);
    IF EXISTS (SELECT FROM unnest(slips) AS s JOIN core.lotteries AS l ON l.id = s.lottery_id
               WHERE s.outcome IS NULL AND sha256(s.seed) <> l.commitment) THEN
        RAISE EXCEPTION 'a seed is not the one that was committed to';
    END IF;
    RETURN slips;
END
$$;
