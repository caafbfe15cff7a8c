-- Writes the rules of a draft over what it had; core.giveaway_draft_refusal has nothing against them.
CREATE OR REPLACE FUNCTION core.giveaway_rules_write(giveaway_id uuid, rules jsonb) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    wanted CONSTANT jsonb := rules; -- the table has a column of that name
BEGIN
    UPDATE core.giveaways AS g
    SET title = wanted ->> 'title', produce = wanted ->> 'produce', description = wanted ->> 'description',
        mode = wanted ->> 'mode', shares = (wanted ->> 'shares')::bigint,
        per_member = (wanted ->> 'per_member')::bigint, value_fen = (wanted ->> 'value_fen')::bigint,
        opens_at = (wanted ->> 'opens_at')::timestamptz, closes_at = (wanted ->> 'closes_at')::timestamptz,
        repools_at = (wanted ->> 'repools_at')::timestamptz
    WHERE g.id = giveaway_rules_write.giveaway_id;
    DELETE FROM core.giveaway_quotas AS q WHERE q.giveaway_id = giveaway_rules_write.giveaway_id;
    INSERT INTO core.giveaway_quotas (giveaway_id, organisation_id, shares)
    SELECT giveaway_rules_write.giveaway_id, (q ->> 'organisation_id')::uuid, (q ->> 'shares')::bigint
    FROM jsonb_array_elements(coalesce(wanted -> 'quotas', '[]')) AS q;
    PERFORM core.activity_rules_write(giveaway_id, wanted);
END
$$;
