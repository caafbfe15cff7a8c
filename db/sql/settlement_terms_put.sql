-- lane: write
-- outcomes: ok, merchant_not_found
SELECT outcome, body
FROM api.settlement_terms_put(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    merchant_id => :merchant_id::uuid,
    fee_bp => :fee_bp::bigint,
    reason => :reason::text,
    request_id => :request_id::uuid)
