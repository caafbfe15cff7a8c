-- What is wrong with the rules of a draft that the contract cannot say, or NULL. rules: as in
-- openapi.yaml, LotteryRules.
CREATE OR REPLACE FUNCTION core.lottery_draft_refusal(
    admin_id uuid, allowed_roles text[], resource text, rules jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    prizes CONSTANT bigint := jsonb_array_length(rules -> 'prizes');
    fallback CONSTANT bigint := (rules ->> 'fallback_position')::bigint;
    is_raffle CONSTANT boolean := rules ->> 'kind' = 'raffle';
    quotas CONSTANT jsonb := coalesce(rules -> 'quotas', jsonb '[]');
BEGIN
    RETURN CASE
        WHEN (rules ->> 'opens_at')::timestamptz >= (rules ->> 'closes_at')::timestamptz
            THEN 'activity_times_reversed'
        WHEN fallback > prizes OR (rules #>> '{guarantee,position}')::bigint > prizes
            OR (rules #>> ARRAY['prizes', (fallback - 1)::text, 'unlock_after'])::bigint > 0
            THEN 'lottery_prize_unknown'
        WHEN is_raffle AND num_nonnulls(rules ->> 'draws_per_day', rules ->> 'fallback_position',
                                        nullif(rules -> 'guarantee', 'null')) > 0
            OR NOT is_raffle AND (quotas <> '[]' OR rules ->> 'public_source' IS NOT NULL
                OR NOT EXISTS (SELECT FROM jsonb_array_elements(rules -> 'prizes') AS p
                               WHERE (p ->> 'weight')::bigint > 0))
            THEN 'lottery_kind_misfit'
        WHEN (SELECT count(DISTINCT o.id) FROM jsonb_array_elements(quotas) AS q
              JOIN core.organisations AS o ON o.id = (q ->> 'organisation_id')::uuid)
                <> jsonb_array_length(quotas)
            OR (SELECT sum((q ->> 'seats')::bigint) FROM jsonb_array_elements(quotas) AS q)
                > (SELECT sum((p ->> 'stock')::bigint) FROM jsonb_array_elements(rules -> 'prizes') AS p)
            THEN 'lottery_quota_misfit'
        ELSE core.activity_draft_refusal(admin_id, allowed_roles, resource, rules) END;
END
$$;
