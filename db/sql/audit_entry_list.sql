-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.audit_entry_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    action => :action::text,
    object_kind => :object_kind::text,
    object_id => :object_id::uuid,
    actor_id => :actor_id::uuid,
    "from" => :from::timestamptz,
    "to" => :to::timestamptz,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
