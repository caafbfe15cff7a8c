-- Giveaways get what claiming needs: rules that are fixed by publication, quotas, counters, claims. First
-- come, first served, with one hot row of each, narrow and apart; or by lot: then there is a raffle of the
-- same id, which is the same activity.

ALTER TABLE core.giveaways
    ADD COLUMN mode text COLLATE "C" NOT NULL DEFAULT 'first_come' CHECK (mode IN ('first_come', 'lot')),
    ADD COLUMN per_member bigint NOT NULL DEFAULT 1 CHECK (per_member BETWEEN 1 AND 100),
    ADD COLUMN value_fen bigint NOT NULL DEFAULT 0 CHECK (value_fen BETWEEN 0 AND 5000000), -- of a share
    -- From then on shares that are kept for an organisation are anybody's; NULL: never.
    ADD COLUMN repools_at timestamptz,
    ADD COLUMN given_before bigint NOT NULL DEFAULT 0 CHECK (given_before >= 0), -- without claims here
    ADD COLUMN ended_at timestamptz, -- before closes_at
    ADD COLUMN rules text, -- the published document
    ADD COLUMN rules_hash bytea CHECK (octet_length(rules_hash) = 32),
    ADD COLUMN published_at timestamptz,
    ADD CHECK (published_at <= opens_at),
    ADD CHECK (num_nulls(rules, rules_hash, published_at) IN (0, 3));
UPDATE core.giveaways AS g SET given_before = g.claimed;
ALTER TABLE core.giveaways
    DROP COLUMN claimed,
    ADD CHECK (given_before <= shares);

-- Its lock is the giveaway's: whoever gives out shares holds it, after wallets and lottery counters.
CREATE TABLE core.giveaway_counters (
    giveaway_id uuid PRIMARY KEY REFERENCES core.giveaways (id),
    claimed bigint NOT NULL DEFAULT 0 CHECK (claimed >= 0)
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 500);

-- Shares that are kept for members of an organisation and those below it.
CREATE TABLE core.giveaway_quotas (
    giveaway_id uuid NOT NULL REFERENCES core.giveaways (id),
    organisation_id uuid NOT NULL REFERENCES core.organisations (id),
    shares bigint NOT NULL CHECK (shares > 0),
    claimed bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (giveaway_id, organisation_id),
    CHECK (claimed BETWEEN 0 AND shares)
) WITH (fillfactor = 50);

CREATE TABLE core.giveaway_counts (
    giveaway_id uuid NOT NULL,
    member_id uuid NOT NULL,
    claims bigint NOT NULL CHECK (claims > 0),
    PRIMARY KEY (giveaway_id, member_id)
) WITH (fillfactor = 70);

CREATE TABLE core.giveaway_claims (
    id uuid PRIMARY KEY DEFAULT core.uuid7(),
    giveaway_id uuid NOT NULL,
    member_id uuid NOT NULL,
    quota_id uuid, -- the organisation whose kept share it is; NULL: an open one
    idempotency_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (member_id, idempotency_key) -- outlives the seven days of core.idempotency_keys
);
CREATE INDEX giveaway_claims_list ON core.giveaway_claims (giveaway_id, id);

-- As in 0011_draw_batches.sql: looked at together, and what they refer to is never deleted.
CREATE FUNCTION core.giveaway_claims_checked() RETURNS trigger
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh AS n
        WHERE (SELECT c.claims FROM core.giveaway_counts AS c
               WHERE c.giveaway_id = n.giveaway_id AND c.member_id = n.member_id) IS NULL
            OR (SELECT c.claimed FROM core.giveaway_counters AS c WHERE c.giveaway_id = n.giveaway_id) IS NULL
            OR (SELECT w.member_id FROM core.wallets AS w WHERE w.member_id = n.member_id) IS NULL
            OR n.quota_id IS NOT NULL AND (SELECT q.shares FROM core.giveaway_quotas AS q
               WHERE q.giveaway_id = n.giveaway_id AND q.organisation_id = n.quota_id) IS NULL
    ) THEN
        RAISE EXCEPTION 'a claim is not counted, or refers to nothing';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER giveaway_claims_checked AFTER INSERT ON core.giveaway_claims
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION core.giveaway_claims_checked();
CREATE TRIGGER giveaway_claims_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON core.giveaway_claims
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER giveaway_counts_kept
    BEFORE DELETE OR TRUNCATE OR UPDATE OF giveaway_id, member_id ON core.giveaway_counts
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE TRIGGER giveaway_counters_kept
    BEFORE DELETE OR TRUNCATE OR UPDATE OF giveaway_id ON core.giveaway_counters
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

-- What is published does not change; it may only end early, once.
CREATE FUNCTION core.giveaway_guarded() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
        OR to_jsonb(NEW) - '{ended_at}'::text[] <> to_jsonb(OLD) - '{ended_at}'::text[]) THEN
        RAISE EXCEPTION 'giveaway % is published: its rules do not change', OLD.id;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER giveaways_kept BEFORE TRUNCATE ON core.giveaways
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();
CREATE FUNCTION core.giveaway_quota_guarded() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF EXISTS (SELECT FROM core.giveaways AS g
               WHERE g.published_at IS NOT NULL AND g.id = CASE TG_OP
                   WHEN 'INSERT' THEN NEW.giveaway_id ELSE OLD.giveaway_id END) THEN
        RAISE EXCEPTION 'the giveaway is published: its quotas do not change';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER giveaway_quota_guarded
    BEFORE INSERT OR DELETE OR UPDATE OF giveaway_id, organisation_id, shares ON core.giveaway_quotas
    FOR EACH ROW EXECUTE FUNCTION core.giveaway_quota_guarded();

-- A giveaway begins as a draft, as lotteries do; those that there are count as published.
DROP TRIGGER activity_begun ON core.giveaways;
CREATE TRIGGER activity_begun AFTER INSERT ON core.giveaways
    FOR EACH ROW EXECUTE FUNCTION core.activity_begun('giveaway', 'draft');
UPDATE core.giveaways AS g
SET published_at = least(g.created_at, g.opens_at), rules = document.text,
    rules_hash = sha256(convert_to(document.text, 'UTF8'))
FROM (
    SELECT o.id, json_build_object(
        'id', o.id, 'title', o.title, 'produce', o.produce, 'description', o.description,
        'shares', o.shares, 'per_member', o.per_member,
        'opens_at', to_char(o.opens_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'closes_at', to_char(o.closes_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))::text AS text
    FROM core.giveaways AS o
) AS document
WHERE document.id = g.id;
INSERT INTO core.giveaway_counters (giveaway_id) SELECT g.id FROM core.giveaways AS g;
CREATE TRIGGER giveaway_guarded BEFORE UPDATE OR DELETE ON core.giveaways
    FOR EACH ROW EXECUTE FUNCTION core.giveaway_guarded();
CREATE INDEX giveaways_published ON core.giveaways (id) WHERE published_at IS NOT NULL;

-- A request on its way through api.giveaway_claim, as core.draw_slip is for draws.
CREATE TYPE core.giveaway_slip AS (
    ord bigint,
    giveaway_id uuid,
    member_id uuid,
    idempotency_key text,
    fingerprint bytea,
    request_id uuid,
    outcome text,
    body json,
    replay_of uuid,
    organisation_id uuid, -- whom the member belongs to
    quota_id uuid,        -- the nearest organisation that shares are kept for; then whose share it is
    claim_id uuid
);
