-- lane: write
-- outcomes: ok, giveaway_not_found, activity_state_conflict, second_person_required, activity_over,
--   budget_missing, budget_exceeded, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.giveaway_publish(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    giveaway_id => :giveaway_id::uuid,
    commitment => :commitment::bytea,
    seed_sealed => :seed_sealed::bytea,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
