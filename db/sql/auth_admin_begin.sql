-- lane: write
-- outcomes: ok, sign_in_locked
SELECT outcome, body, wait_s, admin_id, password_hash, totp_sealed
FROM api.auth_admin_begin(
    username => :username::text,
    account_key => :account_key::bytea,
    address_key => :address_key::bytea)
