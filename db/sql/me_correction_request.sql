-- lane: write
-- outcomes: ok, person_missing, correction_pending
SELECT outcome, body
FROM api.me_correction_request(
    caller_id => :caller_id::uuid,
    person_id => :person_id::uuid,
    correction_id => :correction_id::uuid,
    field => :field::text,
    value_masked => :value_masked::text,
    value_sealed => :value_sealed::bytea,
    value_index => :value_index::bytea,
    reason => :reason::text,
    request_id => :request_id::uuid)
