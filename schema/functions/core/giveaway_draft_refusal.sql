-- What is wrong with the rules of a draft that the contract cannot say, or NULL. rules: as in
-- openapi.yaml, GiveawayRules.
CREATE OR REPLACE FUNCTION core.giveaway_draft_refusal(
    admin_id uuid, allowed_roles text[], resource text, rules jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    opens_at CONSTANT timestamptz := (rules ->> 'opens_at')::timestamptz;
    closes_at CONSTANT timestamptz := (rules ->> 'closes_at')::timestamptz;
    repools_at CONSTANT timestamptz := (rules ->> 'repools_at')::timestamptz;
    quotas CONSTANT jsonb := coalesce(rules -> 'quotas', jsonb '[]');
BEGIN
    RETURN CASE
        WHEN opens_at >= closes_at OR repools_at <= opens_at OR repools_at >= closes_at
            THEN 'activity_times_reversed'
        WHEN rules ->> 'mode' = 'lot' AND (repools_at IS NOT NULL OR (rules ->> 'per_member')::bigint > 1)
            THEN 'giveaway_mode_misfit'
        WHEN (SELECT count(DISTINCT o.id) FROM jsonb_array_elements(quotas) AS q
              JOIN core.organisations AS o ON o.id = (q ->> 'organisation_id')::uuid)
                <> jsonb_array_length(quotas)
            OR (SELECT sum((q ->> 'shares')::bigint) FROM jsonb_array_elements(quotas) AS q)
                > (rules ->> 'shares')::bigint
            THEN 'giveaway_quota_misfit'
        ELSE core.activity_draft_refusal(admin_id, allowed_roles, resource, rules) END;
END
$$;
