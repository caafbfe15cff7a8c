-- lane: read
-- outcomes: ok, organisation_not_found, cursor_invalid
SELECT outcome, body
FROM api.organisation_tree(
    parent_id => :parent_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
