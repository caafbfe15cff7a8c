-- The winner says where an award goes: to a pick-up point, or to an address (delivery as it may be
-- shown, delivery_sealed for that award). Whoever takes the award's lock first, this or awards_expire,
-- decides what becomes of it.
CREATE OR REPLACE FUNCTION api.me_award_claim(
    caller_id uuid, award_id uuid, pickup_point_id uuid, delivery jsonb, delivery_sealed bytea,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    award core.awards;
    earlier text;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'me_award_claim', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    award := core.award_held(award_id, caller_id);
    earlier := award.state;
    outcome := coalesce(core.award_claim_refusal(award, pickup_point_id), 'ok');
    IF outcome = 'ok' THEN
        UPDATE core.awards AS w
        SET state = 'claimed', claimed_at = coalesce(w.claimed_at, now()),
            pickup_point_id = me_award_claim.pickup_point_id, delivery = me_award_claim.delivery,
            delivery_sealed = me_award_claim.delivery_sealed, code_hash = NULL, code_expires_at = NULL
        WHERE w.id = award.id RETURNING w.* INTO award;
        PERFORM core.audit_write(
            'member', caller_id, 'me_award_claim', core.organisation_of(caller_id), 'award', award.id,
            jsonb_build_object('state', jsonb_build_array(earlier, award.state),
                               'pickup_point_id', pickup_point_id), NULL, request_id);
        body := core.award_json(award);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'me_award_claim', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
