-- lane: write
-- outcomes: ok, member_not_found, reveal_limit_reached
SELECT outcome, body, person_id, real_name_sealed, id_number_sealed, phone_sealed
FROM api.admin_member_reveal(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    member_id => :member_id::uuid,
    fields => :fields::jsonb,
    reason => :reason::text,
    request_id => :request_id::uuid)
