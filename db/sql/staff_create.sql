-- lane: write
-- outcomes: ok, organisation_not_found, validation_failed, login_taken
SELECT outcome, body
FROM api.staff_create(
    admin_id => :admin_id::uuid,
    login => :login::text,
    display_name => :display_name::text,
    organisation_code => :organisation_code::text,
    organisation_name => :organisation_name::text,
    role => :role::text,
    password_hash => :password_hash::text,
    totp_sealed => :totp_sealed::bytea,
    request_id => :request_id::uuid)
