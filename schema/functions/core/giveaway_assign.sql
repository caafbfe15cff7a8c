-- Third step of api.giveaway_claim: who gets a share, as if one had come after the other. A share that is
-- kept for the member's organisation first, then an open one; kept shares of others are not to be had until
-- the giveaway re-pools. The caller holds the counters. Slips that are out of the running stand in
-- partitions of their own (is_in false) and come through unchanged.
CREATE OR REPLACE FUNCTION core.giveaway_assign(slips core.giveaway_slip[])
RETURNS core.giveaway_slip[]
LANGUAGE plpgsql
AS $$
BEGIN
    RETURN ARRAY(
        WITH placed AS MATERIALIZED (
            SELECT s AS slip, s.ord, s.giveaway_id, s.outcome IS NULL AS is_in, s.quota_id,
                core.giveaway_left(g) AS shares_left,
                core.giveaway_left(g) - coalesce(kept.shares, 0) AS open_left, own.shares AS own_left
            FROM unnest(slips) AS s
            LEFT JOIN core.giveaways AS g ON g.id = s.giveaway_id AND s.outcome IS NULL
            LEFT JOIN LATERAL (
                SELECT sum(q.shares - q.claimed) AS shares FROM core.giveaway_quotas AS q
                WHERE q.giveaway_id = g.id AND (g.repools_at > now() OR g.repools_at IS NULL)
            ) AS kept ON true
            LEFT JOIN LATERAL (
                SELECT q.shares - q.claimed AS shares FROM core.giveaway_quotas AS q
                WHERE q.giveaway_id = g.id AND q.organisation_id = s.quota_id LIMIT 1
            ) AS own ON true
        ), kept AS (
            SELECT p.*, p.is_in AND p.quota_id IS NOT NULL AND p.own_left >= row_number() OVER (
                PARTITION BY p.giveaway_id, p.is_in, p.quota_id ORDER BY p.ord) AS is_kept
            FROM placed AS p
        ), given AS (
            SELECT k.*, k.is_in AND (k.is_kept OR k.open_left >= row_number() OVER (
                PARTITION BY k.giveaway_id, k.is_in, k.is_kept ORDER BY k.ord)) AS is_given
            FROM kept AS k
        ), counted AS (
            SELECT v.*, count(*) FILTER (WHERE v.is_given) OVER (PARTITION BY v.giveaway_id) AS given
            FROM given AS v
        )
        SELECT ROW(
            (c.slip).ord, (c.slip).giveaway_id, (c.slip).member_id, (c.slip).idempotency_key,
            (c.slip).fingerprint, (c.slip).request_id,
            CASE WHEN c.is_given THEN 'ok' WHEN NOT c.is_in THEN (c.slip).outcome
                 WHEN c.given >= c.shares_left THEN 'sold_out' ELSE 'quota_used_up' END,
            (c.slip).body, (c.slip).replay_of, (c.slip).organisation_id,
            CASE WHEN c.is_kept THEN c.quota_id END,
            CASE WHEN c.is_given THEN core.uuid7() END)::core.giveaway_slip
        FROM counted AS c
        ORDER BY c.ord);
END
$$;
