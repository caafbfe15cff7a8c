-- Sealing in blocks, and finding whatever the database's owner does to them afterwards.
BEGIN;
\ir fixture/town.psql
SELECT plan(32);
\set sequence 'pg_get_serial_sequence(''core.audit_entries'', ''seq'')'

CREATE FUNCTION pg_temp.write(rows bigint) RETURNS void LANGUAGE sql AS $$
    SELECT core.audit_write('member', '00000002-0000-7000-8000-000000000001', 'order_cancel', NULL,
        'order', core.uuid7(), '{"status": ["paid", "cancelled"]}', '说"不"', core.uuid7())
    FROM generate_series(1, rows)
$$;
CREATE FUNCTION pg_temp.seal(batch bigint) RETURNS text LANGUAGE sql
    RETURN (SELECT body ->> 'sealed' FROM api.audit_seal(batch));
-- "fault block seq" of a verification, seqs counted from the test's first
CREATE FUNCTION pg_temp.check(first bigint DEFAULT 1) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(c.fault || ' ' || coalesce(c.fault_block::text, '-') || ' '
        || coalesce((c.fault_seq - (SELECT min(seq) FROM core.audit_entries) + 1)::text, '-'), 'intact')
    FROM core.audit_check(first, 99, 1000000) AS c
$$;
CREATE FUNCTION pg_temp.seq(nth bigint) RETURNS bigint LANGUAGE sql
    RETURN (SELECT min(seq) + nth - 1 FROM core.audit_entries);

SELECT is(pg_temp.seal(10), '0', 'nothing to seal');
SELECT is(pg_temp.check(), 'intact', 'an empty chain is whole');
SELECT pg_temp.write(7) \g /dev/null
SELECT core.audit_write_many('system', NULL, 'lots_expire', NULL, 'member',
    ARRAY(SELECT core.uuid7() FROM generate_series(1, 4)), NULL, NULL, NULL) \g /dev/null
SELECT is(pg_temp.seal(3), '3', 'a block');
SELECT is(pg_temp.seal(5), '8', 'rows that were written together stay together');
SELECT is(pg_temp.seal(5), '0', 'each is sealed once');
-- As of a transaction that was rolled back: 12 stays free.
SELECT nextval(:sequence) \g /dev/null
SELECT pg_temp.write(1) \g /dev/null
SELECT is(pg_temp.seal(5), '1', 'a block of one');

SELECT is((SELECT array_agg(b.prev_hash ORDER BY b.number) FROM core.audit_blocks AS b),
          ARRAY[decode(repeat('00', 32), 'hex')]
          || (SELECT array_agg(b.hash ORDER BY b.number) FROM core.audit_blocks AS b WHERE b.number < 3),
          'each block names the one before');
SELECT is((SELECT encode(b.hash, 'hex') FROM core.audit_blocks AS b WHERE b.number = 3),
          (SELECT c.head_hash FROM core.audit_check(1, 99, 100) AS c), 'the last one is the head');
SELECT is((SELECT (c.checked_block, c.entries, c.next_block)::text FROM core.audit_check(1, 99, 1) AS c),
          '(1,3,2)', 'as many entries at a time as one likes');
SELECT is((SELECT (c.checked_block, c.entries, c.next_block)::text FROM core.audit_check(2, 2, 99) AS c),
          '(2,8,)', 'or blocks');
SELECT is(pg_temp.check(), 'intact', 'what was sealed is whole');

-- The texts and hashes, worked out by other means
SELECT is(core.audit_text(e), format('{"seq":%s,"at":"%s","actor_kind":"member","actor_id":'
    '"00000002-0000-7000-8000-000000000001","action":"order_cancel","organisation_id":null,'
    '"object_kind":"order","object_id":"%s","changes":{"status": ["paid", "cancelled"]},'
    '"reason":"说\"不\"","request_id":"%s"}', e.seq,
    to_char(e.at - interval '8 hours', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.object_id, e.request_id),
    'an entry''s text') FROM core.audit_entries AS e WHERE e.seq = pg_temp.seq(1);
SELECT is(core.audit_leaf(e), public.digest('\x00'::bytea || core.audit_text(e)::bytea, 'sha256'), 'and hash')
FROM core.audit_entries AS e WHERE e.seq = pg_temp.seq(8);
SELECT is(b.root, public.digest('\x01'::bytea || public.digest('\x01'::bytea || b.leaves[1] || b.leaves[2],
    'sha256') || b.leaves[3], 'sha256'), 'the root of three') FROM core.audit_blocks AS b WHERE b.number = 1;
SELECT is(b.root, b.leaves[1], 'the root of one') FROM core.audit_blocks AS b WHERE b.number = 3;
CREATE FUNCTION pg_temp.climb(leaf bytea, proof json) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
    step json;
BEGIN
    FOR step IN SELECT json_array_elements(proof) LOOP
        leaf := sha256('\x01'::bytea || CASE WHEN step ->> 'side' = 'left'
            THEN decode(step ->> 'hash', 'hex') || leaf ELSE leaf || decode(step ->> 'hash', 'hex') END);
    END LOOP;
    RETURN leaf;
END
$$;
SELECT is((SELECT count(*) FROM core.audit_blocks AS b, unnest(b.leaves) WITH ORDINALITY AS l (leaf, nth)
           WHERE pg_temp.climb(l.leaf, core.audit_proof(b.leaves, l.nth)) = b.root), 12::bigint,
          'each entry proves that it is in its block');

-- What the owner does, each undone afterwards
ALTER TABLE core.audit_entries DISABLE TRIGGER audit_entries_kept;
ALTER TABLE core.audit_blocks DISABLE TRIGGER audit_blocks_kept;
CREATE FUNCTION pg_temp.after(deed text, first bigint DEFAULT 1) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
BEGIN
    BEGIN
        EXECUTE deed;
        said := pg_temp.check(first);
        RAISE EXCEPTION 'undo';
    EXCEPTION WHEN raise_exception THEN
        PERFORM setval(pg_get_serial_sequence('core.audit_entries', 'seq'), pg_temp.seq(13));
        RETURN said;
    END;
END
$$;
SELECT is(pg_temp.after('UPDATE core.audit_entries SET reason = ''other'' WHERE seq = pg_temp.seq(5)'),
    'entry_changed 2 5', 'a changed entry');
SELECT is(pg_temp.after('UPDATE core.audit_entries SET at = at + interval ''1 us'' WHERE seq = pg_temp.seq(13)'),
    'entry_changed 3 13', 'by a microsecond');
SELECT is(pg_temp.after('DELETE FROM core.audit_entries WHERE seq = pg_temp.seq(5)'),
    'entry_missing 2 5', 'a missing entry');
SELECT is(pg_temp.after('INSERT INTO core.audit_entries (actor_kind, action, object_kind)
                         VALUES (''system'', ''x'', ''y'')'), 'entry_added - 14', 'an entry after the last block');
SELECT is(pg_temp.after('INSERT INTO core.audit_entries (seq, actor_kind, action, object_kind)
                         OVERRIDING SYSTEM VALUE VALUES (pg_temp.seq(12), ''system'', ''x'', ''y'')'), 'entry_added 3 12',
    'an entry in a gap');
SELECT is(pg_temp.after($$
    UPDATE core.audit_blocks SET seqs = int8multirange(int8range(pg_temp.seq(4), pg_temp.seq(11))),
        leaves = leaves[:7], root = core.audit_root(leaves[:7]) WHERE number = 2;
    UPDATE core.audit_blocks AS b SET hash = sha256(convert_to(core.audit_block_text(b), 'UTF8'))
    WHERE number = 2 $$), 'chain_broken 3 -', 'a block that forgets one, with its own hash right');
SELECT is(pg_temp.after('UPDATE core.audit_blocks SET sealed_at = sealed_at - interval ''1 day'' WHERE number = 2'),
    'block_changed 2 -', 'a changed block');
SELECT is(pg_temp.after('UPDATE core.audit_blocks SET leaves[2] = sha256(''x'') WHERE number = 2'),
    'block_changed 2 -', 'a changed leaf');
SELECT is(pg_temp.after($$
    UPDATE core.audit_blocks SET sealed_at = sealed_at - interval '1 day' WHERE number = 2;
    UPDATE core.audit_blocks AS b SET hash = sha256(convert_to(core.audit_block_text(b), 'UTF8'))
    WHERE number = 2 $$), 'chain_broken 3 -', 'a changed block with a new hash');
SELECT is(pg_temp.after('DELETE FROM core.audit_blocks WHERE number = 2'), 'block_missing 2 -', 'a missing block');
SELECT is(pg_temp.after('DELETE FROM core.audit_blocks WHERE number = 3'), 'entry_added - 13',
    'the last block missing');
SELECT is(pg_temp.after('DELETE FROM core.audit_blocks WHERE number = 1', 2), 'chain_broken 2 -',
    'the block before the first one looked at');
SELECT is(pg_temp.after('SELECT pg_temp.write(1)'), 'intact', 'what waits for the sealer is no fault');
SELECT is(pg_temp.after('SELECT pg_temp.write(1);
                         UPDATE core.audit_entries SET at = at - interval ''1 hour'' WHERE seq = pg_temp.seq(14)'),
    'entry_unsealed - 14', 'unless it has waited for more than a minute');
SELECT is(pg_temp.after('SELECT pg_temp.write(1); DELETE FROM core.audit_entries WHERE seq = pg_temp.seq(14);
                         SELECT pg_temp.seal(9)'), 'entry_missing 4 14', 'an entry that went before it was sealed');
SELECT throws_ok('INSERT INTO core.audit_blocks SELECT number + 1, sha256(''x''), seqs, leaves, root, sealed_at,
                  sha256(''y'') FROM core.audit_blocks WHERE number = 3', '23P01', NULL, 'no entry in two blocks');
SELECT * FROM finish();
ROLLBACK;
