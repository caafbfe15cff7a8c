-- core.lottery_violations finds what it is there to find: each corruption is planted behind the
-- triggers' back, seen, and taken back.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
SELECT plan(28);

SELECT pg_temp.lottery(1, 10, 3, 5, '葡萄 3 2, 草莓 2 3') AS lottery, pg_temp.crowd(40, 50) AS crowd,
    pg_temp.lottery(2, 0, 3, 5, '米 1 1') AS free, pg_temp.lottery(3, 0, 3, 0, '米 1 1') AS sure \gset
SELECT pg_temp.draws(array_fill(:'lottery'::uuid, ARRAY[40]), :'crowd') \g /dev/null
SELECT pg_temp.draw(:'free', :member), pg_temp.draw(:'sure', :member), pg_temp.draw(:'sure', :other) \g /dev/null
SELECT is_empty('SELECT * FROM core.lottery_violations()', 'all in order');

CREATE FUNCTION pg_temp.planted(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE statement;
    SET LOCAL session_replication_role = origin;
    SELECT string_agg(DISTINCT rule, ', ' ORDER BY rule) INTO found FROM core.lottery_violations();
    RAISE SQLSTATE 'LGH00' USING MESSAGE = coalesce(found, 'nothing');
EXCEPTION WHEN SQLSTATE 'LGH00' THEN
    RETURN SQLERRM;
END
$$;
SELECT ok(', ' || pg_temp.planted(statement) || ',' LIKE '%, ' || expected || ',%',
    format('%s: %s (%s)', expected, statement, pg_temp.planted(statement)))
FROM (VALUES
    ('prize', 'UPDATE core.prizes SET remaining = remaining + 1 WHERE stock > remaining'),
    ('prize', 'DELETE FROM core.draws WHERE prize_id IS NOT NULL'),
    ('tickets', 'UPDATE core.lottery_counters SET tickets = tickets + 1'),
    ('tickets', 'DELETE FROM core.draws WHERE ticket = 2'),
    ('tickets', 'UPDATE core.draws SET ticket = ticket + 1000'),
    ('limit', 'UPDATE core.draw_counts SET draws = draws + 1'),
    ('limit', 'UPDATE core.draw_counts SET draws = 4'),
    ('rules', 'UPDATE core.lotteries SET cost_points = cost_points + 1'),
    ('rules', 'UPDATE core.lotteries SET rules = rules || '' '''),
    ('rules', 'UPDATE core.activities SET claim_days = 7'),
    ('outcome', 'UPDATE core.lotteries SET seed = sha256(seed), commitment = sha256(sha256(seed))'),
    ('participant', 'UPDATE core.draw_counts SET participant = participant + 1'),
    ('award', 'DELETE FROM core.awards WHERE prize_id IS NOT NULL'),
    ('award', 'UPDATE core.awards SET prize_id = NULL'),
    ('award', 'INSERT INTO core.awards (activity_id, member_id, prize_id, source_id, value_fen, claim_by)
        SELECT activity_id, member_id, prize_id, core.uuid7(), 0, now() FROM core.awards LIMIT 1'),
    ('stock journal', 'UPDATE core.awards SET state = ''forfeited'', forfeited_at = now()'),
    ('stock journal', 'INSERT INTO core.prize_movements SELECT id, ''forfeited'', prize_id, 1 FROM core.awards'),
    ('rules', 'UPDATE core.prizes SET value_fen = value_fen + 1'),
    ('time', 'UPDATE core.lotteries SET closes_at = now()'),
    ('outcome', 'UPDATE core.draws SET client_nonce = ''mine'''),
    ('outcome', 'UPDATE core.draws SET prize_id = NULL WHERE prize_id IS NOT NULL'),
    ('outcome', 'UPDATE core.draws SET number = number + 1'),
    ('sold out', 'INSERT INTO core.draws SELECT core.uuid7(), lottery_id, 2, member_id, '''', 0, NULL, 0, ''x'',
        now() FROM core.draws WHERE lottery_id = ''00000020-0000-7000-8000-000000000003'''),
    ('charge', 'DELETE FROM core.journals WHERE kind = ''lottery_draw'''),
    ('charge', 'UPDATE core.draws SET cost_points = 0'),
    ('charge', 'DELETE FROM core.draws WHERE ticket = 7'),
    ('price', 'UPDATE core.draws SET cost_points = 9 WHERE cost_points = 10')
) AS t (expected, statement);
SELECT * FROM finish();
ROLLBACK;
