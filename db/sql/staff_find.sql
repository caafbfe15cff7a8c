-- lane: read
-- outcomes: ok, staff_not_found
SELECT outcome, body, admin_id FROM api.staff_find(login => :login::text)
