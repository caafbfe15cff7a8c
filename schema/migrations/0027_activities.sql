-- Activities: what lotteries and giveaways have in common. Who runs one and who may take part, how it
-- comes to be published, and what becomes of what is won. Seeds of lotteries are sealed from now on:
-- the database learns one when it is public.

CREATE TABLE core.pickup_points (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    organisation_id uuid NOT NULL REFERENCES core.organisations,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    address text NOT NULL CHECK (char_length(address) BETWEEN 1 AND 200),
    hours text NOT NULL DEFAULT '' CHECK (char_length(hours) <= 100), -- in words
    closed_at timestamptz, -- no new award goes there
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX pickup_points_list ON core.pickup_points (organisation_id, id);

CREATE TABLE core.activities (
    id uuid PRIMARY KEY, -- of the lottery or the giveaway
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('lottery', 'giveaway')),
    organisation_id uuid REFERENCES core.organisations, -- who runs it; NULL: the platform
    state text COLLATE "C" NOT NULL DEFAULT 'draft'
        CHECK (state IN ('draft', 'review', 'published', 'archived')),
    budget_id uuid REFERENCES core.budgets, -- in fen; what may be won is committed there
    -- Who may take part besides being a member: of this subtree, for so many days, and without having
    -- won in another activity of the same organiser within so many.
    audience_id uuid REFERENCES core.organisations, -- NULL: everybody
    tenure_days bigint NOT NULL DEFAULT 0 CHECK (tenure_days BETWEEN 0 AND 36500),
    winner_rest_days bigint NOT NULL DEFAULT 0 CHECK (winner_rest_days BETWEEN 0 AND 3650),
    -- What is won is claimed within so many days, and goes to an address or to one of these.
    claim_days bigint NOT NULL DEFAULT 30 CHECK (claim_days BETWEEN 1 AND 365),
    delivers boolean NOT NULL DEFAULT true,
    pickup_point_ids uuid[] NOT NULL DEFAULT '{}',
    contact text NOT NULL DEFAULT '' CHECK (char_length(contact) <= 100), -- the organiser's
    created_by uuid REFERENCES core.admins,
    submitted_by uuid REFERENCES core.admins, -- not whoever publishes it
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX activities_organisation ON core.activities (organisation_id, id);

-- The way of an activity, and its rules each time that somebody had to look at them.
CREATE TABLE core.activity_events (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    activity_id uuid NOT NULL REFERENCES core.activities,
    kind text COLLATE "C" NOT NULL CHECK (kind IN (
        'created', 'revised', 'submitted', 'returned', 'published', 'public_value', 'revealed', 'archived')),
    admin_id uuid REFERENCES core.admins, -- NULL: the program
    reason text CHECK (char_length(reason) BETWEEN 1 AND 200),
    rules text, -- the document as it was then
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX activity_events_list ON core.activity_events (activity_id, id);
CREATE TRIGGER activity_events_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.activity_events
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

INSERT INTO core.activities (id, kind, organisation_id, state, created_at)
SELECT l.id, 'lottery', l.organisation_id, CASE WHEN l.published_at IS NULL THEN 'draft' ELSE 'published' END,
       l.created_at
FROM core.lotteries AS l;
INSERT INTO core.activities (id, kind, organisation_id, state, created_at)
SELECT g.id, 'giveaway', g.organisation_id, 'published', g.created_at FROM core.giveaways AS g;

-- Whoever writes a lottery or a giveaway writes an activity.
CREATE FUNCTION core.activity_begun() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.activities (id, kind, organisation_id, state)
    VALUES (NEW.id, TG_ARGV[0], NEW.organisation_id, TG_ARGV[1]) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER activity_begun AFTER INSERT ON core.lotteries
    FOR EACH ROW EXECUTE FUNCTION core.activity_begun('lottery', 'draft');
CREATE TRIGGER activity_begun AFTER INSERT ON core.giveaways
    FOR EACH ROW EXECUTE FUNCTION core.activity_begun('giveaway', 'published');

-- People who may not take part in what an organisation and those below it run, until a day.
CREATE TABLE core.blocks (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    organisation_id uuid NOT NULL REFERENCES core.organisations,
    person_id uuid NOT NULL REFERENCES core.people,
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 200),
    blocked_by uuid NOT NULL REFERENCES core.admins,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by uuid REFERENCES core.admins,
    CHECK (expires_at > created_at),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX blocks_person ON core.blocks (person_id) WHERE ended_at IS NULL;
CREATE INDEX blocks_organisation ON core.blocks (organisation_id, id);

-- Lotteries: more rules, and the seed.
ALTER TABLE core.lotteries
    ADD COLUMN draws_per_day bigint CHECK (draws_per_day BETWEEN 1 AND 100000), -- NULL: no such limit
    ADD COLUMN fallback_prize_id uuid, -- for who hits a prize that is out of stock; NULL: nothing
    -- After so many tickets in a row without a prize the next one wins this.
    ADD COLUMN guarantee_after bigint CHECK (guarantee_after BETWEEN 1 AND 100000),
    ADD COLUMN guarantee_prize_id uuid,
    -- A number that will be known to everybody after closing, named before opening: mixed into a raffle.
    ADD COLUMN public_source text CHECK (char_length(public_source) BETWEEN 1 AND 200),
    ADD COLUMN public_value text CHECK (public_value ~ '^[0-9A-Za-z .:+_-]{1,200}$'),
    ADD COLUMN rules text, -- the published document, whose hash is rules_hash
    ADD COLUMN seed_sealed bytea CHECK (octet_length(seed_sealed) > 0),
    ADD COLUMN revealed_at timestamptz, -- since then the seed is public
    ADD COLUMN entrants_hash bytea CHECK (octet_length(entrants_hash) = 32), -- of a raffle
    ADD CHECK ((guarantee_after IS NULL) = (guarantee_prize_id IS NULL)),
    ADD CHECK (public_source IS NOT NULL OR public_value IS NULL),
    ALTER COLUMN seed DROP NOT NULL,
    ALTER COLUMN seed DROP DEFAULT,
    ALTER COLUMN commitment DROP NOT NULL,
    ALTER COLUMN commitment DROP EXPRESSION;
DROP TRIGGER lottery_guarded ON core.lotteries;
UPDATE core.lotteries AS l SET rules = (
    SELECT row_to_json(document)::text
    FROM (
        SELECT l.id, l.title, l.kind, l.description, l.cost_points,
            to_char(l.opens_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS opens_at,
            to_char(l.closes_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS closes_at,
            l.draws_per_member,
            array_to_json(ARRAY(
                SELECT row_to_json(prize)
                FROM (SELECT p.id, p.name, p.weight, p.stock, p.value_fen
                      FROM core.prizes AS p WHERE p.lottery_id = l.id
                      ORDER BY p.position) AS prize)) AS prizes,
            l.blank_weight, encode(l.commitment, 'hex') AS commitment) AS document)
WHERE l.published_at IS NOT NULL;
-- Of these the seed has been public since they closed.
UPDATE core.lotteries AS l SET revealed_at = now()
WHERE l.published_at IS NOT NULL AND l.kind = 'instant' AND l.closes_at <= now();
ALTER TABLE core.lotteries
    ADD CONSTRAINT lotteries_committed CHECK (published_at IS NULL OR (
        num_nulls(commitment, rules) = 0 AND num_nonnulls(seed, seed_sealed) > 0)),
    ADD CONSTRAINT lotteries_seed CHECK (seed IS NULL OR commitment IS NULL OR sha256(seed) = commitment),
    ADD CONSTRAINT lotteries_revealed CHECK (revealed_at IS NULL OR seed IS NOT NULL);
CREATE INDEX lotteries_seeds ON core.lotteries (closes_at)
    WHERE published_at IS NOT NULL AND revealed_at IS NULL;

-- What is published does not change. Seeds get sealed, or sealed anew, and once they are revealed stay;
-- the public number and the entrants' hash are written once.
CREATE OR REPLACE FUNCTION core.lottery_guarded() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    moving CONSTANT text[] := ARRAY['seed', 'seed_sealed', 'revealed_at', 'public_value', 'entrants_hash'];
BEGIN
    IF OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE'
        OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving
        OR OLD.revealed_at IS NOT NULL AND (NEW.revealed_at, NEW.seed, NEW.public_value, NEW.entrants_hash)
            IS DISTINCT FROM (OLD.revealed_at, OLD.seed, OLD.public_value, OLD.entrants_hash)
        OR OLD.public_value IS NOT NULL AND NEW.public_value IS DISTINCT FROM OLD.public_value
        OR OLD.seed IS NULL AND NEW.seed IS NOT NULL AND NEW.revealed_at IS NULL) THEN
        RAISE EXCEPTION 'lottery % is published: its rules do not change', OLD.id;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER lottery_guarded BEFORE UPDATE OR DELETE ON core.lotteries
    FOR EACH ROW EXECUTE FUNCTION core.lottery_guarded();

ALTER TABLE core.prizes
    -- A member wins it only after so many tickets of their own.
    ADD COLUMN unlock_after bigint NOT NULL DEFAULT 0 CHECK (unlock_after BETWEEN 0 AND 100000),
    DROP CONSTRAINT prizes_value_fen_check, -- what the law allows is asked at publication
    ADD CONSTRAINT prizes_value_fen_check CHECK (value_fen BETWEEN 0 AND 100000000);
DROP TRIGGER prize_guarded ON core.prizes;
CREATE TRIGGER prize_guarded
    BEFORE INSERT OR DELETE OR UPDATE OF
        id, lottery_id, position, name, weight, stock, value_fen, first_number, unlock_after
    ON core.prizes FOR EACH ROW EXECUTE FUNCTION core.prize_guarded();

-- Who draws gets a number in the order of first tickets, by which the proof calls them.
ALTER TABLE core.lottery_counters ADD COLUMN participants bigint NOT NULL DEFAULT 0;
ALTER TABLE core.draw_counts
    ADD COLUMN participant bigint CHECK (participant > 0), -- NULL in raffles
    ADD COLUMN blanks bigint NOT NULL DEFAULT 0 CHECK (blanks >= 0), -- tickets since the last prize
    ADD COLUMN day date NOT NULL DEFAULT '-infinity',                 -- of the last one, in Shanghai
    ADD COLUMN day_draws bigint NOT NULL DEFAULT 0;                   -- on that day
UPDATE core.draw_counts AS c SET participant = past.participant, blanks = past.blanks
FROM (
    SELECT d.lottery_id, d.member_id,
           row_number() OVER (PARTITION BY d.lottery_id ORDER BY min(d.ticket)) AS participant,
           count(*) FILTER (WHERE d.ticket > coalesce(d.last_won, 0)) AS blanks
    FROM (SELECT o.*, max(o.ticket) FILTER (WHERE o.prize_id IS NOT NULL)
                          OVER (PARTITION BY o.lottery_id, o.member_id) AS last_won
          FROM core.draws AS o) AS d
    GROUP BY d.lottery_id, d.member_id
) AS past
WHERE past.lottery_id = c.lottery_id AND past.member_id = c.member_id;
UPDATE core.lottery_counters AS n SET participants = (
    SELECT count(*) FROM core.draw_counts AS c WHERE c.lottery_id = n.lottery_id);

-- A raffle's seats that are kept for members of an organisation and those below it, as long as there
-- are enough of them.
CREATE TABLE core.lottery_quotas (
    lottery_id uuid NOT NULL REFERENCES core.lotteries ON DELETE CASCADE,
    organisation_id uuid NOT NULL REFERENCES core.organisations,
    seats bigint NOT NULL CHECK (seats BETWEEN 1 AND 10000000),
    PRIMARY KEY (lottery_id, organisation_id)
);
CREATE FUNCTION core.lottery_quota_guarded() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (SELECT FROM core.lotteries AS l
               WHERE l.published_at IS NOT NULL AND l.id = CASE TG_OP
                   WHEN 'INSERT' THEN NEW.lottery_id ELSE OLD.lottery_id END) THEN
        RAISE EXCEPTION 'the lottery is published: its quotas do not change';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER lottery_quota_guarded BEFORE INSERT OR UPDATE OR DELETE ON core.lottery_quotas
    FOR EACH ROW EXECUTE FUNCTION core.lottery_quota_guarded();

-- Chances in a raffle. Rank and prize come with the draw, once.
CREATE TABLE core.raffle_entries (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    lottery_id uuid NOT NULL REFERENCES core.lotteries,
    member_id uuid NOT NULL,
    quota_id uuid, -- organisation of the quota that the member came under
    cost_points bigint NOT NULL CHECK (cost_points >= 0),
    idempotency_key text NOT NULL,
    rank bigint CHECK (rank > 0),
    prize_id uuid REFERENCES core.prizes,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (member_id, idempotency_key),
    UNIQUE (lottery_id, rank),
    FOREIGN KEY (lottery_id, member_id) REFERENCES core.draw_counts (lottery_id, member_id),
    FOREIGN KEY (lottery_id, quota_id) REFERENCES core.lottery_quotas (lottery_id, organisation_id),
    CHECK ((rank IS NULL) = (prize_id IS NULL))
);
CREATE INDEX raffle_entries_list ON core.raffle_entries (lottery_id, id);
CREATE INDEX raffle_entries_member ON core.raffle_entries (member_id, id);
CREATE FUNCTION core.raffle_entry_guarded() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.rank IS NOT NULL
        OR to_jsonb(NEW) - '{rank,prize_id}'::text[] <> to_jsonb(OLD) - '{rank,prize_id}'::text[] THEN
        RAISE EXCEPTION 'an entry does not change';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER raffle_entry_guarded BEFORE UPDATE OR DELETE ON core.raffle_entries
    FOR EACH ROW EXECUTE FUNCTION core.raffle_entry_guarded();
CREATE TRIGGER raffle_entries_kept BEFORE TRUNCATE ON core.raffle_entries
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- What somebody has won: by a draw, a raffle's entry or a giveaway's claim (source_id), or again, after
-- it was forfeited and given anew (source_id: that award).
CREATE TABLE core.awards (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    activity_id uuid NOT NULL,
    member_id uuid NOT NULL,
    prize_id uuid, -- NULL: a giveaway's share
    source_id uuid NOT NULL UNIQUE,
    value_fen bigint NOT NULL CHECK (value_fen >= 0),
    state text COLLATE "C" NOT NULL DEFAULT 'won'
        CHECK (state IN ('won', 'claimed', 'issued', 'redeemed', 'forfeited')),
    claim_by timestamptz NOT NULL,
    pickup_point_id uuid REFERENCES core.pickup_points,
    delivery jsonb, -- as it may be shown
    delivery_sealed bytea,
    code_hash bytea UNIQUE CHECK (octet_length(code_hash) = 32), -- of what a QR shows, SHA-256
    code_expires_at timestamptz,
    tracking text CHECK (char_length(tracking) BETWEEN 1 AND 100),
    note text CHECK (char_length(note) BETWEEN 1 AND 200), -- why it was forfeited
    created_at timestamptz NOT NULL DEFAULT now(),
    claimed_at timestamptz,
    issued_at timestamptz,
    redeemed_at timestamptz,
    forfeited_at timestamptz,
    handled_by uuid REFERENCES core.admins, -- whoever issued, redeemed or forfeited it last
    CHECK (state <> 'won' OR num_nonnulls(claimed_at, issued_at, redeemed_at, forfeited_at) = 0),
    CHECK (state <> 'claimed' OR (claimed_at IS NOT NULL AND num_nonnulls(issued_at, redeemed_at) = 0)),
    CHECK (state <> 'issued' OR (issued_at IS NOT NULL AND redeemed_at IS NULL)),
    CHECK ((state = 'redeemed') = (redeemed_at IS NOT NULL)),
    CHECK ((state = 'forfeited') = (forfeited_at IS NOT NULL)),
    CHECK (claimed_at IS NULL OR num_nonnulls(pickup_point_id, delivery) = 1),
    CHECK ((delivery IS NULL) = (delivery_sealed IS NULL))
) WITH (fillfactor = 85);
CREATE INDEX awards_member ON core.awards (member_id, id);
CREATE INDEX awards_activity ON core.awards (activity_id, id);
CREATE INDEX awards_unclaimed ON core.awards (claim_by) WHERE state = 'won';
CREATE TRIGGER awards_kept BEFORE DELETE OR TRUNCATE ON core.awards
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- Activity and member exist; see 0011_draw_batches.sql. Neither is ever deleted.
CREATE FUNCTION core.awards_checked() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh AS n
        WHERE (SELECT a.id FROM core.activities AS a WHERE a.id = n.activity_id) IS NULL
            OR (SELECT w.member_id FROM core.wallets AS w WHERE w.member_id = n.member_id) IS NULL
    ) THEN
        RAISE EXCEPTION 'an award refers to nothing';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER awards_checked AFTER INSERT ON core.awards
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.awards_checked();
-- What is published does not change for its activity either.
CREATE FUNCTION core.activity_guarded() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.state IN ('published', 'archived')
        AND (to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state' OR NEW.state NOT IN ('published', 'archived')) THEN
        RAISE EXCEPTION 'activity % is published: its rules do not change', OLD.id;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER activity_guarded BEFORE UPDATE ON core.activities
    FOR EACH ROW EXECUTE FUNCTION core.activity_guarded();
CREATE TRIGGER activities_kept BEFORE DELETE OR TRUNCATE ON core.activities
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- The journal of what comes back to an activity's stock and goes out of it again; the first way out
-- is the award itself.
CREATE TABLE core.prize_movements (
    award_id uuid NOT NULL REFERENCES core.awards,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('forfeited', 'reissued')),
    prize_id uuid REFERENCES core.prizes, -- NULL: a giveaway's share
    pieces bigint NOT NULL CHECK (pieces = CASE kind WHEN 'forfeited' THEN 1 ELSE -1 END),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (award_id, kind)
);
CREATE TRIGGER prize_movements_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.prize_movements
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- What was won so far waits to be claimed for as long as something that is won today.
INSERT INTO core.awards (activity_id, member_id, prize_id, source_id, value_fen, claim_by, created_at)
SELECT d.lottery_id, d.member_id, d.prize_id, d.id, p.value_fen, now() + interval '30 days', d.created_at
FROM core.draws AS d JOIN core.prizes AS p ON p.id = d.prize_id;

ALTER TABLE core.journals
    DROP CONSTRAINT journals_kind_check,
    ADD CONSTRAINT journals_kind_check CHECK (kind IN (
        'opening', 'grant', 'lottery_draw', 'lottery_entry', 'order_payment', 'order_capture',
        'order_return', 'expiry', 'clawback', 'clawback_debt', 'debt_repayment', 'merge_out', 'merge_in'));

ALTER TYPE core.draw_slip ADD ATTRIBUTE seed bytea, ADD ATTRIBUTE participant bigint;
DROP FUNCTION IF EXISTS api.lottery_draw(uuid[], uuid[], text[], text[], bytea[], uuid[]);
DROP FUNCTION IF EXISTS core.draw_claim(uuid[], uuid[], text[], text[], bytea[], uuid[]);
DROP FUNCTION IF EXISTS core.lottery_publish(uuid, timestamptz);
