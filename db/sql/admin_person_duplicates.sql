-- lane: slow
-- outcomes: ok, organisation_not_found, cursor_invalid
SELECT outcome, body
FROM api.admin_person_duplicates(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
