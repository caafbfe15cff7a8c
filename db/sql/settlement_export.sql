-- lane: slow
-- outcomes: ok, settlement_not_found
SELECT outcome, body, lines, last
FROM api.settlement_export(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    settlement_id => :settlement_id::uuid,
    after => :after::bigint,
    "limit" => :limit::bigint,
    english => :english::boolean)
