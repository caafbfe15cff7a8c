-- The audit's proof and its search: rows are sealed afterwards in blocks that name each other.

-- What waits to be sealed: one row for each statement that wrote entries, in its transaction; the
-- sealer takes it out in that of the block. So whatever commits late is still found, which a look at
-- "seq above the last" would miss, and nothing depends on transaction ids, which begin anew in a
-- restored database.
CREATE TABLE core.audit_unsealed (
    seqs bigint[] NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- A block holds exactly the entries of seqs, which need not be neighbours: a slow transaction's come
-- into a later one. leaves are the entries' hashes in the order of seq (core.audit_leaf), root is
-- theirs (core.audit_root), hash that of the block (core.audit_block_text), which names the hash of
-- the block before.
CREATE TABLE core.audit_blocks (
    number bigint PRIMARY KEY CHECK (number > 0),
    prev_hash bytea NOT NULL UNIQUE CHECK (octet_length(prev_hash) = 32),
    seqs int8multirange NOT NULL CHECK (NOT isempty(seqs)),
    leaves bytea[] NOT NULL CHECK (cardinality(leaves) > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    sealed_at timestamptz NOT NULL,
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    EXCLUDE USING gist (seqs WITH &&) -- no entry in two blocks
);
ALTER TABLE core.audit_blocks ALTER COLUMN leaves SET STORAGE EXTERNAL; -- hashes do not compress
CREATE TRIGGER audit_blocks_kept BEFORE DELETE OR TRUNCATE OR UPDATE ON core.audit_blocks
    FOR EACH STATEMENT EXECUTE FUNCTION core.change_refused();

INSERT INTO core.audit_unsealed (seqs)
SELECT array_agg(e.seq) FROM core.audit_entries AS e HAVING count(*) > 0;

-- Each serves one question of core.audit_candidates, newest first.
CREATE INDEX audit_entries_organisation ON core.audit_entries (organisation_id, seq);
CREATE INDEX audit_entries_object ON core.audit_entries (object_id, seq);
CREATE INDEX audit_entries_actor ON core.audit_entries (actor_id, seq);
CREATE INDEX audit_entries_action ON core.audit_entries (action, seq);

-- The organisation of the member at that time, whose auditors may read the row.
ALTER TYPE core.draw_slip ADD ATTRIBUTE organisation_id uuid;
ALTER TYPE core.order_slip ADD ATTRIBUTE organisation_id uuid;

-- They are told the request now.
DROP FUNCTION IF EXISTS api.auth_logout(uuid, uuid);
DROP FUNCTION IF EXISTS api.auth_refresh(bytea, bytea);
