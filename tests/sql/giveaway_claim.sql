-- Claiming shares: never more than there are, first come, first served, and kept shares for whom they are kept.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
\ir fixture/giveaways.psql
SELECT plan(45);

-- Alone
SELECT pg_temp.giveaway(1, 2) AS few \gset
SELECT is((SELECT string_agg(outcome, ' ') FROM pg_temp.claims(ARRAY[:'few'::uuid], ARRAY[:member::uuid], ARRAY['first-key'])),
    'ok', 'a member claims');
SELECT is(pg_temp.claim(:'few', :member), 'already_claimed', 'once');
SELECT is((SELECT r.replay_of IS NOT NULL AND r.body ->> 'giveaway_id' = :'few' AND r.body ->> 'award_id' = w.id::text
           FROM pg_temp.claims(ARRAY[:'few'::uuid], ARRAY[:member::uuid], ARRAY['first-key']) AS r, core.awards AS w
           WHERE w.activity_id = :'few'), true, 'the same key says the same again, with the award');
SELECT is(pg_temp.claim('00000030-0000-7000-8000-00000000dead', :member, 'first-key'), 'idempotency_key_reused', 'the key is taken');
SELECT is((SELECT (w.member_id, w.prize_id, w.value_fen, w.state) FROM core.awards AS w WHERE w.activity_id = :'few')::text,
    format('(%s,,0,won)', :member), 'the share is an award like others');
SELECT is(pg_temp.claim(:'few', :other), 'ok', 'another one claims');
SELECT is(pg_temp.claim(:'few', :fourth), 'sold_out', 'then there is none');
SELECT is((SELECT count(*) FROM core.idempotency_keys WHERE caller_id = :fourth), 0::bigint, 'sold out leaves nothing behind');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'giveaway_claim'), 2::bigint, 'one row in the audit for each');

-- Refusals
SELECT pg_temp.giveaway(2, 9, opens => '1 minute', closes => '1 hour') AS soon, pg_temp.giveaway(3, 9, closes => '-1 minute') AS late,
    pg_temp.giveaway(4, 9) AS ended \gset
UPDATE core.giveaways SET ended_at = now() WHERE id = :'ended';
SELECT is(pg_temp.claim(:'soon', :member), 'giveaway_not_open', 'too early');
SELECT is(pg_temp.claim(:'late', :member), 'giveaway_not_open', 'too late');
SELECT is(pg_temp.claim(:'ended', :member), 'giveaway_not_open', 'ended early');
SELECT throws_like(format('UPDATE core.giveaways SET ended_at = NULL WHERE id = %L', :'ended'), '%do not change%', 'once and for all');
SELECT is(pg_temp.claim(gen_random_uuid(), :member), 'giveaway_not_found', 'unknown');
INSERT INTO core.giveaways (id, organisation_id, title, produce, shares, opens_at, closes_at)
VALUES ('00000030-0000-7000-8000-00000000d4af', '00000001-0000-7000-8000-000000000002', '草稿', '西瓜', 5,
        now() - interval '1 hour', now() + interval '1 hour');
SELECT is(pg_temp.claim('00000030-0000-7000-8000-00000000d4af', :member), 'giveaway_not_found', 'a draft is nobody''s');
SELECT pg_temp.giveaway(5, 9, rules => ARRAY[
    'UPDATE core.activities SET audience_id = ''00000001-0000-7000-8000-000000000004'' WHERE id = $1']) AS theirs \gset
SELECT is(pg_temp.claim(:'theirs', :member), 'not_eligible', 'for another organisation');
SELECT is(pg_temp.claim(:'theirs', :other), 'ok', 'whose members may');
SELECT is(pg_temp.claim(:'theirs', '00000002-0000-7000-8000-000000000003'), 'membership_required', 'who is suspended may not');
SELECT pg_temp.giveaway(6, 9, rules => ARRAY['UPDATE core.giveaways SET per_member = 2, value_fen = 3000 WHERE id = $1']) AS two \gset
SELECT is(pg_temp.claim(:'two', :member) || ' ' || pg_temp.claim(:'two', :member) || ' ' || pg_temp.claim(:'two', :member),
    'ok ok already_claimed', 'as often as the rules say');
SELECT is((SELECT array_agg(value_fen) FROM core.awards WHERE activity_id = :'two'), '{3000,3000}', 'worth what the rules say');

-- A batch
SELECT pg_temp.crowd(6, 0) AS crowd \gset
SELECT pg_temp.giveaway(7, 4) AS rush \gset
SELECT is(pg_temp.outcomes(:'rush', :'crowd'), 'ok ok ok ok sold_out sold_out', 'the first ones get what there is');
SELECT is((SELECT core.giveaway_left(g) FROM core.giveaways AS g WHERE id = :'rush'), 0::bigint, 'and all of it');
SELECT throws_like(format('SELECT pg_temp.outcomes(%L, array_fill((%L::uuid[])[1], ARRAY[2]))', :'rush', :'crowd'),
    '%one for each caller%', 'nobody twice in a batch');
SELECT pg_temp.giveaway(8, 2) AS one, pg_temp.giveaway(9, 1) AS another \gset
SELECT is((SELECT string_agg(c.outcome, ' ' ORDER BY c.ord) FROM pg_temp.claims(
    ARRAY[:'another', :'one', :'another', :'one', :'few', :'one']::uuid[], :'crowd') AS c),
    'ok ok sold_out ok sold_out sold_out', 'several giveaways in one');

-- Kept shares: the crowd belongs to 5, below 3; other belongs to 6, below 4
SELECT pg_temp.giveaway(10, 4, '3 2, 4 1') AS kept \gset
SELECT is(pg_temp.outcomes(:'kept', :'crowd'), 'ok ok ok quota_used_up quota_used_up quota_used_up', 'own shares, then the open one');
SELECT is((SELECT string_agg(coalesce(right(quota_id::text, 1), '-'), '' ORDER BY id) FROM core.giveaway_claims WHERE giveaway_id = :'kept'),
    '33-', 'in that order');
SELECT is((SELECT (c.outcome, c.n)::text FROM (SELECT outcome, count(*) AS n FROM core.idempotency_keys
    WHERE operation = 'giveaway_claim' AND outcome = 'quota_used_up' GROUP BY 1) AS c), '(quota_used_up,3)', 'a refusal that may pass is kept');
SELECT is(pg_temp.claim(:'kept', :other), 'ok', 'what is kept for others is theirs');
SELECT is(pg_temp.claim(:'kept', :fourth), 'sold_out', 'until all is gone');
SELECT pg_temp.giveaway(11, 4, '3 1, 5 1, 4 2') AS nearest \gset
SELECT is(pg_temp.outcomes(:'nearest', :'crowd'), 'ok quota_used_up quota_used_up quota_used_up quota_used_up quota_used_up',
    'the nearest organisation''s quota, and no other');
SELECT pg_temp.giveaway(12, 4, '4 3', repools => '-1 minute') AS repooled \gset
SELECT is(pg_temp.outcomes(:'repooled', :'crowd'), 'ok ok ok ok sold_out sold_out', 'later they are anybody''s');
SELECT is((SELECT sum(claimed) FROM core.giveaway_quotas WHERE giveaway_id = :'repooled'), 0::numeric, 'and count for nobody');

-- Many giveaways and random crowds: batches give what one after the other would
CREATE FUNCTION pg_temp.storm(number bigint, size bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    quotas CONSTANT text := format('3 %s, 4 %s', 1 + (random() * 3)::int, 1 + (random() * 2)::int);
    shares CONSTANT bigint := 7 + (random() * 6)::int;
    whole CONSTANT uuid := pg_temp.giveaway(number, shares, quotas);
    single CONSTANT uuid := pg_temp.giveaway(number + 1, shares, quotas);
    callers uuid[] := pg_temp.crowd(size, 0);
    together text;
    apart text := '';
BEGIN
    UPDATE core.memberships SET organisation_id = '00000001-0000-7000-8000-000000000006'
    WHERE person_id IN (SELECT m.person_id FROM core.members AS m WHERE m.id = ANY (callers)) AND random() < 0.4;
    together := pg_temp.outcomes(whole, callers);
    FOR i IN 1 .. size LOOP
        apart := apart || CASE WHEN i > 1 THEN ' ' ELSE '' END || pg_temp.claim(single, callers[i]);
    END LOOP;
    -- A batch that takes the last share calls all who are left sold out, be they before it.
    RETURN CASE WHEN replace(together, 'quota_used_up', 'sold_out') = replace(apart, 'quota_used_up', 'sold_out')
        THEN 'same' ELSE together || ' / ' || apart END;
END
$$;
SELECT setseed(0.25) \g /dev/null
SELECT is(pg_temp.storm(100 + 2 * n, 16), 'same', format('crowd %s', n)) FROM generate_series(1, 8) AS n;
SELECT is_empty('SELECT * FROM core.giveaway_violations()', 'nothing is wrong after all that');

-- What must not happen, and what would tell
SELECT throws_like(format('UPDATE core.giveaways SET shares = 99 WHERE id = %L', :'few'), '%do not change%', 'rules are frozen');
SELECT throws_like(format('UPDATE core.giveaway_quotas SET shares = 99 WHERE giveaway_id = %L', :'kept'), '%do not change%', 'so are quotas');
SELECT throws_like('DELETE FROM core.giveaway_claims', '%', 'claims stay');
UPDATE core.giveaway_counters SET claimed = 3 WHERE giveaway_id = :'few';
SELECT is((SELECT array_agg(rule) FROM core.giveaway_violations()), '{shares}', 'a count that is off is told');
SELECT * FROM finish();
ROLLBACK;
