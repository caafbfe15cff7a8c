-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.payment_case_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    status => :status::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
