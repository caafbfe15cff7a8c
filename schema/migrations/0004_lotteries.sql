-- Provably fair lotteries. A lottery is a draft until core.lottery_publish() has fixed its rules:
-- from then on the commitment and the rules' hash are public and neither rules nor seed change;
-- only the ticket counter and what is left of the prizes move. After closing the seed is public,
-- and anyone can compute every ticket again.

CREATE TABLE core.lotteries (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    organisation_id uuid REFERENCES core.organisations (id), -- who runs it; NULL: the platform
    title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 60),
    kind text NOT NULL CHECK (kind IN ('instant', 'raffle')),
    description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 4000),
    cost_points bigint NOT NULL CHECK (cost_points BETWEEN 0 AND 1000000),
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    draws_per_member bigint NOT NULL DEFAULT 1 CHECK (draws_per_member BETWEEN 1 AND 100000),
    blank_weight bigint NOT NULL DEFAULT 0 CHECK (blank_weight BETWEEN 0 AND 1000000000),
    seed bytea NOT NULL DEFAULT public.gen_random_bytes(32) CHECK (octet_length(seed) = 32),
    commitment bytea NOT NULL GENERATED ALWAYS AS (sha256(seed)) STORED,
    -- Written by core.lottery_publish().
    rules_hash bytea CHECK (octet_length(rules_hash) = 32),
    total_weight bigint CHECK (total_weight > 0), -- a ticket's number lies in 0 … total_weight - 1
    prize_summary text,
    published_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (opens_at < closes_at),
    CHECK (published_at <= opens_at),
    CHECK (num_nulls(rules_hash, total_weight, prize_summary, published_at) IN (0, 4))
);
CREATE INDEX lotteries_published ON core.lotteries (id) WHERE published_at IS NOT NULL;

CREATE TABLE core.prizes (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    lottery_id uuid NOT NULL REFERENCES core.lotteries (id),
    position bigint NOT NULL CHECK (position BETWEEN 1 AND 100),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    weight bigint NOT NULL CHECK (weight BETWEEN 0 AND 1000000000),
    stock bigint NOT NULL CHECK (stock BETWEEN 0 AND 10000000),
    remaining bigint NOT NULL,
    -- Market price; SAMR order 32 (2020) ends at 50,000 yuan.
    value_fen bigint NOT NULL CHECK (value_fen BETWEEN 0 AND 5000000),
    -- The prize owns the numbers first_number … first_number + weight - 1; the ranges follow each
    -- other in the order of position, "no prize" owns the rest.
    first_number bigint CHECK (first_number >= 0),
    UNIQUE (lottery_id, position),
    CHECK (remaining BETWEEN 0 AND stock)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 500);

-- The hot row of a lottery, apart and narrow. Its lock is the lottery's lock: whoever gives out
-- tickets or prizes holds it, after the wallets' locks.
CREATE TABLE core.lottery_counters (
    lottery_id uuid PRIMARY KEY REFERENCES core.lotteries (id),
    tickets bigint NOT NULL DEFAULT 0 CHECK (tickets >= 0)
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 500);

CREATE TABLE core.draw_counts (
    lottery_id uuid NOT NULL REFERENCES core.lotteries (id),
    member_id uuid NOT NULL REFERENCES core.wallets (member_id),
    draws bigint NOT NULL CHECK (draws > 0),
    PRIMARY KEY (lottery_id, member_id)
) WITH (fillfactor = 70);

CREATE TABLE core.draws (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    lottery_id uuid NOT NULL,
    ticket bigint NOT NULL CHECK (ticket >= 1), -- 1, 2, 3 … without gaps in each lottery
    member_id uuid NOT NULL,
    client_nonce text NOT NULL CHECK (length(client_nonce) <= 255), -- '' when none was given
    number bigint NOT NULL,                     -- where the ticket fell in 0 … total_weight - 1
    prize_id uuid REFERENCES core.prizes (id),
    cost_points bigint NOT NULL CHECK (cost_points >= 0),
    idempotency_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (lottery_id, ticket),
    UNIQUE (member_id, idempotency_key), -- outlives the seven days of core.idempotency_keys
    FOREIGN KEY (lottery_id, member_id) REFERENCES core.draw_counts (lottery_id, member_id)
);

-- A request on its way through api.lottery_draw. Each step of it takes an array of these and
-- gives one back; outcome NULL: still in the running.
CREATE TYPE core.draw_slip AS (
    ord bigint,
    lottery_id uuid,
    member_id uuid,
    client_nonce text,
    idempotency_key text,
    fingerprint bytea,
    request_id uuid,
    outcome text,
    body json,
    replay_of uuid,
    cost_points bigint,
    balance bigint,     -- available points after the draw
    prizes_left bigint, -- of the lottery, before this batch
    draw_id uuid,
    ticket bigint,
    number bigint,
    prize_id uuid
);

CREATE FUNCTION core.lottery_guarded() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'lottery % is published: its rules do not change', OLD.id;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER lottery_guarded BEFORE UPDATE OR DELETE ON core.lotteries
    FOR EACH ROW EXECUTE FUNCTION core.lottery_guarded();

-- Prizes are as frozen as their lottery. Before publication remaining follows stock.
CREATE FUNCTION core.prize_guarded() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (SELECT FROM core.lotteries AS l
               WHERE l.published_at IS NOT NULL AND l.id = CASE TG_OP
                   WHEN 'INSERT' THEN NEW.lottery_id ELSE OLD.lottery_id END) THEN
        RAISE EXCEPTION 'the lottery is published: its prizes do not change';
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.remaining := NEW.stock;
    RETURN NEW;
END
$$;
-- Names every column but remaining, so that the draws' own update does not pay for it.
CREATE TRIGGER prize_guarded
    BEFORE INSERT OR DELETE OR UPDATE OF
        id, lottery_id, position, name, weight, stock, value_fen, first_number
    ON core.prizes FOR EACH ROW EXECUTE FUNCTION core.prize_guarded();
CREATE TRIGGER prize_never_returns BEFORE UPDATE OF remaining ON core.prizes
    FOR EACH ROW WHEN (NEW.remaining > OLD.remaining) EXECUTE FUNCTION core.change_refused();

CREATE TRIGGER lotteries_kept BEFORE TRUNCATE ON core.lotteries
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER prizes_kept BEFORE TRUNCATE ON core.prizes
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER draws_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.draws
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
