-- What the rules of an instant lottery can say besides weights and stock: fallback, guarantee, unlocking,
-- a limit for each day, and who may take part.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
SELECT plan(26);

CREATE FUNCTION pg_temp.prize(name text) RETURNS text LANGUAGE sql AS $$
    SELECT format('(SELECT id FROM core.prizes WHERE lottery_id = $1 AND name = %L)', name)
$$;
-- Prizes of so many draws of one member, '-' for none; the refusal where there was one.
CREATE FUNCTION pg_temp.streak(lottery uuid, caller uuid, draws bigint) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(CASE WHEN d.outcome = 'ok' THEN coalesce(d.body #>> '{prize,name}', '-')
                           ELSE d.outcome END, ' ' ORDER BY n)
    FROM generate_series(1, draws) AS n, LATERAL pg_temp.draw(lottery, caller, 'n' || n) AS d
$$;

-- The fallback prize stands in for what is out of stock, until it is out too
SELECT pg_temp.lottery(1, 0, 20, 0, '冰箱 1 2, 徽章 0 3', rules => ARRAY[
    'UPDATE core.lotteries SET fallback_prize_id = ' || pg_temp.prize('徽章') || ' WHERE id = $1']) AS fallback \gset
SELECT is(pg_temp.streak(:'fallback', :member, 6), '冰箱 冰箱 徽章 徽章 徽章 sold_out', 'fallback one by one');
SELECT pg_temp.lottery(2, 0, 20, 0, '冰箱 1 2, 徽章 0 3', rules => ARRAY[
    'UPDATE core.lotteries SET fallback_prize_id = ' || pg_temp.prize('徽章') || ' WHERE id = $1']) AS batch,
    pg_temp.crowd(8, 0) AS crowd \gset
SELECT is((SELECT string_agg(coalesce(d.body #>> '{prize,name}', d.outcome), ' ' ORDER BY d.ord)
           FROM pg_temp.draws(array_fill(:'batch'::uuid, ARRAY[8]), :'crowd') AS d),
    '冰箱 冰箱 徽章 徽章 徽章 sold_out sold_out sold_out', 'and in one batch');

-- The guarantee: after two blanks in a row, and never sooner
SELECT pg_temp.lottery(3, 0, 20, 1, '米 0 3', rules => ARRAY[
    'UPDATE core.lotteries SET guarantee_after = 2, guarantee_prize_id = ' || pg_temp.prize('米') || ' WHERE id = $1'])
    AS sure \gset
SELECT is(pg_temp.streak(:'sure', :member, 4), '- - 米 -', 'after two blanks');
SELECT is(pg_temp.streak(:'sure', :other, 3), '- - 米', 'each member''s own');
SELECT is(pg_temp.streak(:'sure', :member, 3), '- 米 sold_out', 'counted since the last prize');
SELECT is((SELECT array_agg(participant ORDER BY participant) FROM core.draw_counts WHERE lottery_id = :'sure'), '{1,2}',
    'participants in order');
SELECT is((SELECT participants FROM core.lottery_counters WHERE lottery_id = :'sure'), 2::bigint, 'and counted');

-- A locked prize counts as out of stock
SELECT pg_temp.lottery(4, 0, 20, 0, '冰箱 1 9, 徽章 0 9', rules => ARRAY[
    'UPDATE core.prizes SET unlock_after = 2 WHERE lottery_id = $1 AND name = ''冰箱''',
    'UPDATE core.lotteries SET fallback_prize_id = ' || pg_temp.prize('徽章') || ' WHERE id = $1']) AS locked \gset
SELECT is(pg_temp.streak(:'locked', :member, 4), '徽章 徽章 冰箱 冰箱', 'two tickets open it');
SELECT is(pg_temp.streak(:'locked', :other, 1), '徽章', 'for whom they were');

-- So many a day
SELECT pg_temp.lottery(5, 0, 20, 0, '米 1 99', rules => ARRAY['UPDATE core.lotteries SET draws_per_day = 2 WHERE id = $1'])
    AS daily \gset
SELECT is(pg_temp.streak(:'daily', :member, 3), '米 米 daily_limit_reached', 'two a day');
UPDATE core.draw_counts SET day = day - 1 WHERE lottery_id = :'daily';
SELECT is(pg_temp.streak(:'daily', :member, 3), '米 米 daily_limit_reached', 'tomorrow again');

-- Random rules in random batches: always what tickets one after the other would give
CREATE FUNCTION pg_temp.storm(number bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    lottery uuid := pg_temp.lottery(100 + number, 0, 1000, (random() * 8)::bigint,
        format('甲 2 %s, 乙 3 %s, 丙 1 %s, 丁 0 %s', (random() * 4)::int, (random() * 9)::int, 1 + (random() * 9)::int,
               1 + (random() * 9)::int),
        rules => ARRAY[
            format('UPDATE core.prizes SET unlock_after = %s WHERE lottery_id = $1 AND name = ''乙''', (random() * 3)::int),
            format('UPDATE core.lotteries SET fallback_prize_id = CASE WHEN %L THEN %s END WHERE id = $1', random() < 0.7,
                   pg_temp.prize('丁')),
            format('UPDATE core.lotteries SET (guarantee_after, guarantee_prize_id) = (SELECT %s, %s) WHERE id = $1 AND %L',
                   1 + (random() * 3)::int, pg_temp.prize('丙'), random() < 0.7)]);
    crowd uuid[] := pg_temp.crowd(12, 0);
    guests uuid[];
BEGIN
    FOR turn IN 1 .. 12 LOOP
        guests := ARRAY(SELECT c FROM unnest(crowd) AS c WHERE random() < 0.5 ORDER BY random());
        PERFORM pg_temp.draws(array_fill(lottery, ARRAY[cardinality(guests)]), guests);
    END LOOP;
END
$$;
SELECT setseed(0.5) \g /dev/null
SELECT pg_temp.storm(n) FROM generate_series(1, 40) AS n \g /dev/null
SELECT cmp_ok((SELECT count(*) FROM core.draws), '>', 500::bigint, 'many tickets');
SELECT is_empty('SELECT * FROM core.lottery_violations()', 'each won what the rules say');

-- Who may take part
SELECT pg_temp.lottery(6, 0, 99, 0, '米 1 99', rules => ARRAY[
    'UPDATE core.activities SET tenure_days = 10, winner_rest_days = 5, organisation_id = ''00000001-0000-7000-8000-000000000003''
     WHERE id = $1']) AS choosy \gset
UPDATE core.memberships SET span = tstzrange(now() - interval '9 days', NULL)
WHERE person_id = (SELECT person_id FROM core.members WHERE id = :fourth);
SELECT is(core.activity_obstacles(:'choosy', :fourth, core.benefits_from(:fourth)), '{tenure}', 'a fresh member');
SELECT is((pg_temp.draw(:'choosy', :fourth)).outcome, 'not_eligible', 'does not draw');
UPDATE core.memberships SET span = tstzrange(now() - interval '11 days', NULL)
WHERE person_id = (SELECT person_id FROM core.members WHERE id = :fourth);
SELECT is((pg_temp.draw(:'choosy', :fourth)).outcome, 'ok', 'after ten days they do');
SELECT is((pg_temp.draw(:'choosy', :fourth)).outcome, 'ok', 'and again: a prize of the same lottery does not stand in the way');
SELECT pg_temp.lottery(7, 0, 99, 0, '米 1 99', rules => ARRAY[
    'UPDATE core.activities SET winner_rest_days = 5, organisation_id = ''00000001-0000-7000-8000-000000000003'',
     audience_id = ''00000001-0000-7000-8000-000000000003'' WHERE id = $1']) AS resting \gset
SELECT is(core.activity_obstacles(:'resting', :fourth, core.benefits_from(:fourth)), '{recent_winner}', 'who has just won');
UPDATE core.awards SET created_at = now() - interval '6 days' WHERE member_id = :fourth;
SELECT is(core.activity_obstacles(:'resting', :fourth, core.benefits_from(:fourth)), '{}', 'waits five days');
SELECT is(core.activity_obstacles(:'resting', :fourth, '00000001-0000-7000-8000-000000000001'), '{audience}',
    'and belongs to the organisation');
INSERT INTO core.blocks (organisation_id, person_id, reason, blocked_by, expires_at)
SELECT o.id, m.person_id, '刷奖', (SELECT id FROM core.admins LIMIT 1), now() + interval '1 day'
FROM core.members AS m, core.organisations AS o
WHERE m.id = :fourth AND o.id = '00000001-0000-7000-8000-000000000001';
SELECT is(core.activity_obstacles(:'resting', :fourth, core.benefits_from(:fourth)), '{blocked}', 'nor is blocked from above');
SELECT is((pg_temp.draw(:'sure', :fourth)).outcome, 'not_eligible', 'which counts for the platform''s own too');
UPDATE core.blocks SET created_at = now() - interval '2 days', expires_at = now();
SELECT is((pg_temp.draw(:'resting', :fourth)).outcome, 'ok', 'until it ends');

-- The seed that a caller gives is the one that was committed to
UPDATE core.lotteries SET seed = NULL, seed_sealed = '\x01' WHERE id = :'resting';
CREATE FUNCTION pg_temp.seeded(lottery uuid, seed bytea) RETURNS text LANGUAGE sql AS $$
    SELECT outcome FROM api.lottery_draw(ARRAY[lottery], ARRAY[seed], ARRAY[(pg_temp.crowd(1, 0))[1]], ARRAY[NULL],
        ARRAY[gen_random_uuid()::text], ARRAY['\x01'::bytea], ARRAY[core.uuid7()])
$$;
SELECT is(pg_temp.seeded(:'resting', NULL), 'lottery_not_open', 'no seed, no draw');
SELECT is(pg_temp.seeded(:'resting', '\x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'), 'ok', 'the sealed one');
SELECT throws_like(format('SELECT pg_temp.seeded(%L, %L)', :'resting', sha256('x')), '%committed%', 'another one');
SELECT * FROM finish();
ROLLBACK;
