-- Writes the part of a draft's rules that lotteries and giveaways have in common.
CREATE OR REPLACE FUNCTION core.activity_rules_write(activity_id uuid, rules jsonb) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    UPDATE core.activities AS a
    SET budget_id = (rules ->> 'budget_id')::uuid,
        audience_id = (rules #>> '{audience,organisation_id}')::uuid,
        tenure_days = coalesce((rules #>> '{audience,tenure_days}')::bigint, 0),
        winner_rest_days = coalesce((rules #>> '{audience,winner_rest_days}')::bigint, 0),
        claim_days = (rules ->> 'claim_days')::bigint,
        delivers = (rules ->> 'delivers')::boolean,
        pickup_point_ids = ARRAY(SELECT p::uuid FROM jsonb_array_elements_text(
            coalesce(rules -> 'pickup_point_ids', '[]')) AS p),
        contact = rules ->> 'contact'
    WHERE a.id = activity_rules_write.activity_id
$$;
