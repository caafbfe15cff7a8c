-- lane: write
-- outcomes: ok, store_not_found, store_name_taken
SELECT outcome, body
FROM api.store_update(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    merchant_id => :merchant_id::uuid,
    store_id => :store_id::uuid,
    name => :name::text,
    address => :address::text,
    lng => :lng::double precision,
    lat => :lat::double precision,
    hours => :hours::text,
    status => :status::text,
    request_id => :request_id::uuid)
