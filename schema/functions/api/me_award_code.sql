-- A code with which the winner shows at a pick-up point that an award is theirs: good for ten minutes,
-- in place of the one before. The database only learns its hash.
CREATE OR REPLACE FUNCTION api.me_award_code(
    caller_id uuid, award_id uuid, code_hash bytea, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    award CONSTANT core.awards := core.award_held(award_id, caller_id);
    expires_at CONSTANT timestamptz := now() + interval '10 minutes';
BEGIN
    outcome := CASE
        WHEN award.id IS NULL THEN 'award_not_found'
        WHEN award.state NOT IN ('claimed', 'issued') OR award.pickup_point_id IS NULL
            THEN 'award_not_collectable'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        UPDATE core.awards AS w
        SET code_hash = me_award_code.code_hash, code_expires_at = expires_at
        WHERE w.id = award.id;
        PERFORM core.audit_write(
            'member', caller_id, 'me_award_code', core.organisation_of(caller_id), 'award', award.id,
            jsonb_build_object('code_expires_at', expires_at), NULL, request_id);
        body := json_build_object('expires_at', expires_at);
    END IF;
END
$$;
