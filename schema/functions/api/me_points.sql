-- The balance of everybody who asks at the moment, and what of it expires within 90 days by day.
-- Lots that have expired and wait for the sweep count no more: the answer is what the next spend
-- will find. Set-based, because for one balance PostgreSQL takes three times as long to get ready
-- as to read it. Plans as in api.lottery_draw.
CREATE OR REPLACE FUNCTION api.me_points(
    caller_id uuid[], OUT ord bigint, OUT outcome text, OUT body json)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 32
SET search_path = core, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
BEGIN
    RETURN QUERY
    SELECT a.ord, 'ok', coalesce((
        SELECT row_to_json(balance)
        FROM (
            SELECT w.available - CASE WHEN w.next_expiry > now() THEN 0 ELSE (
                    SELECT coalesce(sum(l.remaining), 0)::bigint FROM core.lots AS l
                    WHERE l.member_id = w.member_id
                        AND l.expires_at BETWEEN w.next_expiry AND now()) END AS available,
                w.held, w.pending, w.debt,
                array_to_json(ARRAY(
                    SELECT row_to_json(day)
                    FROM (
                        SELECT sum(l.remaining)::bigint AS points, min(l.expires_at) AS expires_at
                        FROM core.lots AS l
                        WHERE l.member_id = w.member_id AND l.remaining > 0
                            AND l.expires_at > now() AND l.expires_at <= now() + interval '90 days'
                        GROUP BY date_trunc('day', l.expires_at)
                        ORDER BY 2 LIMIT 12
                    ) AS day)) AS expiring
            FROM core.wallets AS w WHERE w.member_id = a.member_id
        ) AS balance),
        '{"available":0,"held":0,"pending":0,"debt":0,"expiring":[]}')
    FROM unnest(caller_id) WITH ORDINALITY AS a (member_id, ord);
END
$$;
