-- lane: slow
-- outcomes: ok, activity_not_found
SELECT outcome, body, id, head
FROM api.activity_dossier(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    activity_id => :activity_id::uuid)
