-- lane: slow
-- outcomes: ok, member_not_found, ledger_unsound
SELECT outcome, body, lines
FROM api.ledger_rebuild(
    member_no => :member_no::text,
    reason => :reason::text,
    request_id => :request_id::uuid)
