-- lane: read
-- outcomes: ok, voucher_issue_not_found
SELECT outcome, body
FROM api.voucher_issue_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    issue_id => :issue_id::uuid)
