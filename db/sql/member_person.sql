-- lane: read
-- outcomes: ok
SELECT outcome, body, person_id
FROM api.member_person(
    caller_id => :caller_id::uuid)
