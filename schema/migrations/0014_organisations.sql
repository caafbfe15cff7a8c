-- The tree of unions as it lives: parks, credit codes, a search by name, and moving, merging and
-- closing, which keep every path true.

-- How many organisations a path names: 320000/320700/ has 2.
CREATE FUNCTION core.path_depth(path text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN char_length(path) - char_length(replace(path, '/', ''));

ALTER TABLE core.organisations
    -- In the order of bytes one index serves lists of a subtree, their order and a prefix of it. The
    -- codes in a path find their organisations by an index of the same order.
    ALTER COLUMN path TYPE text COLLATE "C",
    ALTER COLUMN code TYPE text COLLATE "C",
    ADD COLUMN credit_code text COLLATE "C" -- GB 32100; its check digit is the contract's matter
        CHECK (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$'),
    ADD COLUMN merged_into uuid REFERENCES core.organisations CHECK (merged_into <> id),
    ADD CHECK (merged_into IS NULL OR status = 'dissolved'),
    -- Far beyond what unions have, and far below what a row of an index holds.
    ADD CONSTRAINT organisations_depth_check CHECK (core.path_depth(path) <= 12),
    DROP CONSTRAINT organisations_level_check,
    ADD CONSTRAINT organisations_level_check CHECK (level IN
        ('national', 'province', 'city', 'district', 'town', 'park', 'industry', 'enterprise'));
DROP INDEX core.organisations_subtree;
CREATE UNIQUE INDEX organisations_credit_code ON core.organisations (credit_code)
    WHERE status = 'active';
CREATE INDEX organisations_credit_codes ON core.organisations (credit_code) -- merged ones too
    WHERE credit_code IS NOT NULL;
CREATE INDEX organisations_merged_into ON core.organisations (merged_into)
    WHERE merged_into IS NOT NULL;

INSERT INTO core.organisation_child_levels (parent_level, level) VALUES
    ('city', 'park'), ('district', 'park'), ('town', 'park'),
    ('park', 'industry'), ('park', 'enterprise'),
    ('industry', 'industry'); -- a city's industrial union has the counties' ones below it

-- Codes for those who bring none.
CREATE SEQUENCE core.organisation_codes AS bigint MINVALUE 1 MAXVALUE 999999999;

-- The first text after every path of a subtree, for ranges: '0' follows '/' in the order of bytes.
CREATE FUNCTION core.subtree_end(path text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(path, -1) || '0';

-- A name as it is searched: full-width letters and brackets like ordinary ones, small letters, no
-- blanks. Does not depend on the database's locale.
CREATE FUNCTION core.search_text(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(lower(normalize(name, NFKC) COLLATE "C"), ' ', '');

ALTER TABLE core.organisations
    ADD COLUMN search_name text GENERATED ALWAYS AS (core.search_text(name)) STORED;
CREATE INDEX organisations_name ON core.organisations USING gin (core.name_grams(search_name))
    WHERE status = 'active';
-- What is found is shown from the shortest name on: the less stands around a word, the likelier it
-- is what was meant.
CREATE INDEX organisations_shortest ON core.organisations (char_length(name), id)
    WHERE status = 'active';

-- The lock of the tree's shape. Whoever moves or merges organisations has it alone until the
-- transaction ends, whoever adds one shares it with others who do. It comes after the idempotency
-- key and before every row.
CREATE FUNCTION core.tree_lock() RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashtextextended('core.organisations', 0);

-- Gives a new organisation its path, below an active one of a fitting level. An old one keeps code
-- and level; whether it may stand where it is put, organisations_checked looks afterwards.
CREATE OR REPLACE FUNCTION core.organisation_placed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    parent core.organisations;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.code, NEW.level) IS DISTINCT FROM (OLD.code, OLD.level) THEN
            RAISE EXCEPTION 'organisation % keeps its code and level', OLD.code
                USING ERRCODE = '23514';
        ELSIF NEW.path <> OLD.path THEN
            PERFORM pg_advisory_xact_lock(core.tree_lock());
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.parent_id IS NULL THEN
        IF NEW.level NOT IN ('national', 'province') THEN
            RAISE EXCEPTION 'a root is national or province, not %', NEW.level
                USING ERRCODE = '23514';
        END IF;
        NEW.path := NEW.code || '/';
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(core.tree_lock());
    SELECT * INTO parent FROM core.organisations WHERE id = NEW.parent_id FOR KEY SHARE;
    IF NOT EXISTS (SELECT FROM core.organisation_child_levels AS pair
                   WHERE pair.parent_level = parent.level AND pair.level = NEW.level) THEN
        RAISE EXCEPTION '% cannot stand below %', NEW.level, parent.level USING ERRCODE = '23514';
    ELSIF parent.status <> 'active' THEN
        RAISE EXCEPTION 'organisation % is dissolved', parent.code USING ERRCODE = '23514';
    END IF;
    NEW.path := parent.path || NEW.code || '/';
    RETURN NEW;
END
$$;

-- After a statement has changed paths or parents every one of them must follow from the parent's,
-- and every child's from its own, whoever wrote the statement: so a subtree moves as a whole, and
-- no organisation comes to stand below itself.
CREATE FUNCTION core.organisations_checked() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
BEGIN
    SELECT moved.code INTO wrong
    FROM now_so AS moved JOIN before_so AS earlier ON earlier.id = moved.id
    LEFT JOIN core.organisations AS parent ON parent.id = moved.parent_id
    WHERE moved.path <> earlier.path
        AND (moved.path <> coalesce(parent.path, '') || moved.code || '/'
             OR NOT EXISTS (
                 SELECT FROM core.organisation_child_levels AS pair
                 WHERE pair.parent_level = parent.level AND pair.level = moved.level)
             OR EXISTS (
                 SELECT FROM core.organisations AS child
                 WHERE child.parent_id = moved.id
                   AND child.path <> moved.path || child.code || '/'))
        OR moved.path = earlier.path AND moved.parent_id IS DISTINCT FROM earlier.parent_id
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'organisation % cannot stand there', wrong USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER organisations_checked AFTER UPDATE ON core.organisations
    REFERENCING OLD TABLE AS before_so NEW TABLE AS now_so
    FOR EACH STATEMENT EXECUTE FUNCTION core.organisations_checked();

-- Nobody joins what is dissolved. The lock makes a closing wait for whoever is joining, and the
-- other way round.
CREATE FUNCTION core.membership_placed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM core.organisations AS o
    WHERE o.id = NEW.organisation_id AND o.status = 'active'
    FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'organisation % is not active', NEW.organisation_id USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER membership_placed BEFORE INSERT ON core.memberships
    FOR EACH ROW WHEN (upper_inf(NEW.span)) EXECUTE FUNCTION core.membership_placed();

-- A person has one primary membership at a time. The rule of 0012, on a hash of the id (64 bits): its
-- index is half as large and three times as fast to add to, and no query takes it for a list of a
-- person's memberships, for which it is ten times slower than memberships_person.
ALTER TABLE core.memberships
    DROP CONSTRAINT memberships_person_id_span_excl,
    ADD CONSTRAINT memberships_one_at_a_time
        EXCLUDE USING gist (uuid_hash_extended(person_id, 0) WITH =, span WITH &&)
        WHERE (is_primary);

-- Lists of those who have left, and of those whose account is stopped.
CREATE INDEX memberships_ended ON core.memberships (organisation_id, person_id)
    WHERE is_primary AND NOT upper_inf(span);
CREATE INDEX members_suspended ON core.members (person_id) WHERE status = 'suspended';
