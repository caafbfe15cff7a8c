-- The winner has received what was sent to their address. Saying so again changes nothing.
CREATE OR REPLACE FUNCTION api.me_award_confirm(
    caller_id uuid, award_id uuid, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    award core.awards := core.award_held(award_id, caller_id);
BEGIN
    outcome := CASE
        WHEN award.id IS NULL THEN 'award_not_found'
        WHEN award.state NOT IN ('issued', 'redeemed') OR award.delivery IS NULL
            THEN 'award_not_on_its_way'
        ELSE 'ok' END;
    IF award.state = 'issued' AND outcome = 'ok' THEN
        UPDATE core.awards AS w SET state = 'redeemed', redeemed_at = now()
        WHERE w.id = award.id RETURNING w.* INTO award;
        PERFORM core.audit_write(
            'member', caller_id, 'me_award_confirm', core.organisation_of(caller_id), 'award', award.id,
            '{"state": ["issued", "redeemed"]}', NULL, request_id);
    END IF;
    IF outcome = 'ok' THEN
        body := core.award_json(award);
    END IF;
END
$$;
