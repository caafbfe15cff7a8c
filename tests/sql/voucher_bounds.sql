-- Vouchers at their edges: pages of lists, caps that are lowered, people who have left the union.
BEGIN;
\ir fixture/town.psql
\ir fixture/vouchers.psql
SELECT plan(12);
\set city '''00000001-0000-7000-8000-000000000002''::uuid'
\set district '''00000001-0000-7000-8000-000000000003''::uuid'
\set admin '''00000003-0000-7000-8000-000000000001''::uuid'

-- Pages: each once, the newest first, whatever is not listed lies between them
CREATE FUNCTION pg_temp.paged(list text, size bigint, OUT ids uuid[], OUT sizes bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    place text;
    page json;
    part uuid[];
BEGIN
    LOOP
        page := CASE list
            WHEN 'mine' THEN (api.me_vouchers('00000002-0000-7000-8000-000000000001', true, size, place)).body
            ELSE (api.voucher_template_list('00000004-0000-7000-8000-000000000003', size, place)).body END;
        part := ARRAY(SELECT (i ->> 'id')::uuid FROM json_array_elements(page -> 'items') WITH ORDINALITY AS l (i, n) ORDER BY n);
        ids := ids || part;
        sizes := sizes || cardinality(part)::bigint;
        place := page ->> 'next_cursor';
        EXIT WHEN place IS NULL OR cardinality(sizes) > 9;
    END LOOP;
END
$$;
CREATE TEMP TABLE kinds AS SELECT pg_temp.template('exchange', 100, 9, more => jsonb_build_object(
    'merchant_id', :rival, 'is_claimable', n <> 3)) AS id, n FROM generate_series(1, 6) AS n;
SELECT is(pg_temp.paged('kinds', 2)::text, (SELECT ROW(array_agg(id ORDER BY id DESC), '{2,2,1}'::bigint[])::text FROM kinds WHERE n <> 3), 'kinds of vouchers');
SELECT is(pg_temp.paged('kinds', 5)::text, (SELECT ROW(array_agg(id ORDER BY id DESC), '{5}'::bigint[])::text FROM kinds WHERE n <> 3), 'a page that is just full is the last');
CREATE TEMP TABLE held AS SELECT pg_temp.claim(k.id, CASE WHEN n = 4 THEN :other ELSE :member END) AS id, n
FROM kinds AS k WHERE n <> 3 ORDER BY n;
SELECT pg_temp.redeem(pg_temp.show(id), caller => :rival, key => :rival_key) FROM held WHERE n = 2 \g /dev/null
SET LOCAL session_replication_role = replica;
UPDATE core.members SET merged_into = :member, status = 'closed' WHERE id = :other;
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.paged('mine', 1)::text, (SELECT ROW(array_agg(id ORDER BY id DESC), '{1,1,1,1}'::bigint[])::text FROM held WHERE n <> 2), 'one''s vouchers, those of two accounts by turns');
SELECT is(pg_temp.paged('mine', 4)::text, (SELECT ROW(array_agg(id ORDER BY id DESC), '{4}'::bigint[])::text FROM held WHERE n <> 2), 'all on one page');
SET LOCAL session_replication_role = replica;
UPDATE core.members SET merged_into = NULL, status = 'active' WHERE id = :other;
SET LOCAL session_replication_role = origin;

-- A cap that is lowered below what somebody has: nothing more, and nothing of what they have is lost
CREATE FUNCTION pg_temp.left() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', b.body ->> 'received_fen', b.body ->> 'left_fen') FROM api.me_benefits('00000002-0000-7000-8000-000000000001') AS b
$$;
CREATE FUNCTION pg_temp.told(template uuid, member uuid) RETURNS text LANGUAGE sql AS $$
    SELECT c.outcome FROM api.voucher_claim(ARRAY[template], ARRAY[member], ARRAY[gen_random_uuid()::text], ARRAY[sha256('x')], ARRAY[core.uuid7()]) AS c
$$;
INSERT INTO core.benefit_caps (organisation_id, year, max_fen) VALUES (:city, extract(year FROM core.today()), 500);
SELECT is(pg_temp.left(), '400 100', 'so much is left');
UPDATE core.benefit_caps SET max_fen = 150;
SELECT pg_temp.template('exchange', 1, 9) AS small \gset
SELECT is(ARRAY[pg_temp.left(), pg_temp.told(:'small', :member), pg_temp.told(:'small', :fourth)], '{400 0,benefit_cap_reached,ok}', 'and then nothing, for them');
SELECT is((SELECT (pg_temp.redeem(pg_temp.show(id), caller => :rival, key => :rival_key)).outcome FROM held WHERE n = 1), 'ok', 'what they have is good');
UPDATE core.benefit_caps SET max_fen = 401;
SELECT is(ARRAY[pg_temp.left(), pg_temp.told(:'small', :member), pg_temp.told(:'small', :member)], '{400 1,ok,benefit_cap_reached}', 'until there is room again, to the fen');
UPDATE core.benefit_caps SET max_fen = 421;
SELECT pg_temp.template('discount', 1, 1, more => '{"tiers": [{"threshold_fen": 0, "amount_fen": 30, "stock": 1}, {"threshold_fen": 0, "amount_fen": 20, "stock": 1}, {"threshold_fen": 0, "amount_fen": 10, "stock": 1}]}') AS tiers \gset
CREATE FUNCTION pg_temp.tiers(VARIADIC members uuid[]) RETURNS text[] LANGUAGE sql AS $$
    SELECT array_agg(concat_ws(' ', c.outcome, c.body ->> 'amount_fen') ORDER BY c.ord)
    FROM (SELECT t.id FROM core.voucher_templates AS t ORDER BY t.id DESC LIMIT 1) AS kind, api.voucher_claim(array_fill(kind.id, ARRAY[cardinality(members)]), members,
        ARRAY(SELECT gen_random_uuid()::text FROM unnest(members)), ARRAY(SELECT sha256('x') FROM unnest(members)), ARRAY(SELECT core.uuid7() FROM unnest(members))) AS c
$$;
SELECT is(pg_temp.tiers(:member, :other, :fourth), '{"ok 20","ok 30","ok 10"}', 'who has no room for the best tier gets the next; what others of the same batch took is gone');
DELETE FROM core.benefit_caps;

-- An issue to an organisation is for those who belong to it now, and gives to those who still do when it is their turn
CREATE FUNCTION pg_temp.gone(member uuid, at timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE core.memberships SET span = tstzrange(lower(span), at), end_reason = CASE WHEN at IS NOT NULL THEN 'left' END
    WHERE person_id = (SELECT m.person_id FROM core.members AS m WHERE m.id = member)
$$;
CREATE FUNCTION pg_temp.issue(template uuid, members jsonb DEFAULT NULL) RETURNS uuid LANGUAGE sql AS $$
    SELECT (i.body ->> 'id')::uuid FROM api.voucher_issue('00000003-0000-7000-8000-000000000001', '{admin}', 'voucher', template,
        CASE WHEN members IS NULL THEN '00000001-0000-7000-8000-000000000002'::uuid END, members, '慰问', gen_random_uuid()::text, sha256('i'), core.uuid7()) AS i
$$;
SELECT pg_temp.template('exchange', 1, 9) AS gift, pg_temp.gone(:other, now()) \gset
SELECT pg_temp.issue(:'gift') AS issue \gset
SELECT is((SELECT array_agg(member_id ORDER BY member_id) FROM core.voucher_issue_members WHERE issue_id = :'issue'), ARRAY[:member, :fourth], 'not for who has left, nor who is suspended');
SELECT pg_temp.gone(:fourth, now()) \g /dev/null
SELECT api.voucher_issues_run(10) \g /dev/null
SELECT is((SELECT string_agg(outcome, ' ' ORDER BY member_id) FROM core.voucher_issue_members WHERE issue_id = :'issue'), 'ok membership_required', 'nor who has left meanwhile');
SELECT is((SELECT concat_ws(' ', issued, skipped, done_at IS NOT NULL) FROM core.voucher_issues WHERE id = :'issue'), '1 1 t', 'counted, and done');
SELECT * FROM finish();
ROLLBACK;
