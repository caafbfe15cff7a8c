-- What happens to merchants' things, and how their programs are told of it.

-- Events on their way out of the transaction that made them, which writes one row here and nothing
-- else. No reference and hardly a check: an event must never be why an order fails. What cannot be
-- an event is moved aside by the job that empties this table.
CREATE TABLE core.outbox (
    id uuid PRIMARY KEY DEFAULT core.uuid7(), -- the event's own
    merchant_id uuid NOT NULL,
    mode text NOT NULL,
    kind text NOT NULL,
    object_id uuid,
    data jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    tries bigint NOT NULL DEFAULT 0 -- that ended with an error
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,
        autovacuum_vacuum_cost_delay = 0);

CREATE TABLE core.outbox_dead (
    id uuid PRIMARY KEY,
    merchant_id uuid NOT NULL,
    mode text NOT NULL,
    kind text NOT NULL,
    object_id uuid,
    data jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    moved_at timestamptz NOT NULL DEFAULT now(),
    reason text NOT NULL -- SQLSTATE and the constraint, never values
);

-- What merchants may read and have sent again, for thirty days.
CREATE TABLE core.events (
    id uuid PRIMARY KEY,
    merchant_id uuid NOT NULL REFERENCES core.merchants,
    mode text NOT NULL CHECK (mode IN ('live', 'test')), -- which keys and endpoints see it
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z_]{0,30}[.][a-z][a-z_]{0,30}$'),
    object_id uuid,
    data jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object' AND octet_length(data::text) <= 16384),
    created_at timestamptz NOT NULL
);
CREATE INDEX events_merchant ON core.events (merchant_id, mode, id);
CREATE INDEX events_created ON core.events (created_at);

CREATE TABLE core.webhook_endpoints (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    merchant_id uuid NOT NULL REFERENCES core.merchants,
    mode text NOT NULL CHECK (mode IN ('live', 'test')),
    url text NOT NULL CHECK (url ~ '^https://[!-~]+$' AND char_length(url) <= 500),
    description text CHECK (char_length(description) BETWEEN 1 AND 100),
    kinds text[] NOT NULL, -- empty: all of them
    status text NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled', 'deleted')),
    disabled_reason text CHECK (disabled_reason IN ('merchant', 'gone')), -- gone: it answered 410
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((disabled_reason IS NOT NULL) = (status = 'disabled'))
);
CREATE UNIQUE INDEX webhook_endpoints_url ON core.webhook_endpoints (merchant_id, mode, url)
    WHERE status <> 'deleted';

-- Every delivery is signed with each secret that has not expired; the one without an end is the newest.
CREATE TABLE core.webhook_secrets (
    id uuid PRIMARY KEY,
    endpoint_id uuid NOT NULL REFERENCES core.webhook_endpoints,
    secret_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz
);
CREATE UNIQUE INDEX webhook_secrets_newest ON core.webhook_secrets (endpoint_id)
    WHERE expires_at IS NULL;
CREATE INDEX webhook_secrets_endpoint ON core.webhook_secrets (endpoint_id, id);

-- How an endpoint does; apart from it, for it changes with every answer.
CREATE TABLE core.webhook_health (
    endpoint_id uuid PRIMARY KEY REFERENCES core.webhook_endpoints,
    failures bigint NOT NULL DEFAULT 0, -- in a row
    failing_since timestamptz,
    last_success_at timestamptz,
    CHECK ((failures > 0) = (failing_since IS NOT NULL))
) WITH (fillfactor = 70);

-- One event on its way to one endpoint. failed: a dead letter, until somebody has it sent again.
CREATE TABLE core.webhook_deliveries (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    endpoint_id uuid NOT NULL REFERENCES core.webhook_endpoints,
    event_id uuid NOT NULL REFERENCES core.events,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts bigint NOT NULL DEFAULT 0, -- in all
    tries bigint NOT NULL DEFAULT 0, -- since it was begun, or sent again
    next_at timestamptz DEFAULT now(), -- of the next try; of one under way: when it is given up
    claimed_at timestamptz, -- a process is sending it
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    last_result text,
    UNIQUE (endpoint_id, event_id),
    CHECK ((state = 'pending') = (next_at IS NOT NULL)),
    CHECK ((state = 'pending') = (ended_at IS NULL)),
    CHECK (claimed_at IS NULL OR state = 'pending')
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,
        autovacuum_vacuum_cost_delay = 0);
CREATE INDEX webhook_deliveries_due ON core.webhook_deliveries (endpoint_id, next_at)
    WHERE state = 'pending';
CREATE INDEX webhook_deliveries_claimed ON core.webhook_deliveries (endpoint_id)
    WHERE claimed_at IS NOT NULL;
CREATE INDEX webhook_deliveries_endpoint ON core.webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_event ON core.webhook_deliveries (event_id);

-- What came of each try. Answers' bodies are not kept: whoever could have us ask somebody must not
-- read here what that one said.
CREATE TABLE core.webhook_attempts (
    delivery_id uuid NOT NULL REFERENCES core.webhook_deliveries ON DELETE CASCADE,
    number bigint NOT NULL,
    began_at timestamptz NOT NULL,
    duration_ms bigint NOT NULL CHECK (duration_ms >= 0),
    result text NOT NULL, -- ok, or why not
    status bigint, -- of HTTP; NULL: no answer
    PRIMARY KEY (delivery_id, number)
);

-- A key's own share of what its merchant may ask in a minute. NULL: all of it.
ALTER TABLE core.api_keys ADD COLUMN requests_per_minute bigint
    CHECK (requests_per_minute BETWEEN 1 AND 1000000);
