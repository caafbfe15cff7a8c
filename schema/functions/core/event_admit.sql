-- Whether a merchant may report an event: a slip for core.earn, refused already or not.
CREATE OR REPLACE FUNCTION core.event_admit(
    merchant_id uuid, key_mode text, rule_id uuid, member_no text, event_ref text, is_dry boolean,
    request_id uuid)
RETURNS core.earn_slip
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    rule core.earn_rules;
    slip core.earn_slip;
BEGIN
    SELECT r.* INTO rule FROM core.earn_rules AS r
    WHERE r.id = event_admit.rule_id AND r.kind = 'event' AND r.merchant_id = event_admit.merchant_id;
    slip.ord := 1;
    slip.rule_id := rule.id;
    slip.event_ref := event_ref;
    slip.request_id := request_id;
    SELECT coalesce(m.merged_into, m.id) INTO slip.member_id FROM core.members AS m
    WHERE m.member_no = event_admit.member_no::bigint;
    slip.organisation_id := core.benefits_from(slip.member_id);
    slip.outcome := CASE
        WHEN rule.id IS NULL THEN 'earn_rule_not_found'
        WHEN key_mode <> 'live' AND NOT is_dry THEN 'live_key_required'
        WHEN NOT core.earn_rule_reaches(rule, slip.organisation_id) THEN 'member_not_found' END;
    RETURN slip;
END
$$;
