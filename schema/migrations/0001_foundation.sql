-- Schemas, the application's role, ids, idempotency. Everything else stands on this file.

CREATE SCHEMA IF NOT EXISTS core;
CREATE SCHEMA IF NOT EXISTS api;

CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA public;
CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;

-- The role that every lane takes. Roles belong to the cluster, not to the database: another
-- database of the same cluster may have made it before, or may be making it right now.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'liangonghui_app') THEN
        CREATE ROLE liangonghui_app NOLOGIN;
        -- Since PostgreSQL 16 making a role is not yet the right to take it.
        GRANT liangonghui_app TO CURRENT_USER;
    ELSIF NOT pg_has_role(CURRENT_USER, 'liangonghui_app', 'MEMBER') THEN
        GRANT liangonghui_app TO CURRENT_USER;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN
        NULL;
END
$$;

REVOKE ALL ON SCHEMA core, api, public FROM PUBLIC;
GRANT USAGE ON SCHEMA api TO liangonghui_app;

-- Functions are made and remade after the migrations, so what they may be used for has to follow
-- from where they stand: nobody runs a function by default, the application runs those in api.
-- The first line must not name a schema, because only so it takes away PostgreSQL's own default.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA api GRANT EXECUTE ON FUNCTIONS TO liangonghui_app;

-- A UUID version 7 (RFC 9562, method 3): 48 bits of Unix milliseconds, then the microseconds as
-- 12 bits of fraction, then 62 random bits. Ids made one after the other in one session nearly
-- always ascend; no rule may rely on it (clocks step back), only the locality of indexes does.
-- One expression without FROM, so that the planner can put it in line.
CREATE FUNCTION core.uuid7() RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE
AS $$
    SELECT (overlay(lpad(to_hex((date_part('epoch', clock_timestamp()) * 1000000)::bigint
                                * 512 / 125), 15, '0') PLACING '7' FROM 13 FOR 0)
            || substr(gen_random_uuid()::text, 20))::uuid
$$;

-- One row for each answered request that moves value: the claim, its effect and this row are one
-- transaction, so a row that can be seen is a finished request. Rows live for seven days.
CREATE TABLE core.idempotency_keys (
    caller_id uuid NOT NULL,
    operation text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint bytea NOT NULL, -- of the request's method, path and body
    request_id uuid NOT NULL,   -- of the first request, which the replays name
    outcome text NOT NULL,
    body json,                  -- json, not jsonb: a replay gives the same bytes again
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller_id, operation, key)
);
CREATE INDEX idempotency_keys_created_at ON core.idempotency_keys (created_at);

-- What a claim finds. outcome NULL: nothing yet, go on.
CREATE TYPE core.idempotency_answer AS (outcome text, body json, replay_of uuid);

-- For triggers that forbid what they stand on.
CREATE FUNCTION core.change_refused() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION '% on core.% is not allowed', TG_OP, TG_TABLE_NAME;
END
$$;
