-- lane: read
-- outcomes: ok, lottery_not_found
SELECT outcome, body
FROM api.admin_lottery_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    lottery_id => :lottery_id::uuid)
