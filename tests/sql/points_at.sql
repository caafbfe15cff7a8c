-- core.points_at: out of entries by their journals' time; journals are set back in time for it.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
SELECT plan(9);

CREATE FUNCTION pg_temp.at(moment timestamptz) RETURNS text LANGUAGE sql
    RETURN (SELECT concat_ws(' ', p.available, p.held, p.pending, p.debt)
            FROM core.points_at(ARRAY['00000002-0000-7000-8000-000000000001'::uuid], moment) AS p);
CREATE FUNCTION pg_temp.happened(kind text, reference text, days integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    UPDATE core.journals AS j SET created_at = now() - make_interval(days => happened.days)
    WHERE j.kind = happened.kind AND (reference IS NULL OR j.reference_id = reference::uuid);
    SET LOCAL session_replication_role = origin;
END
$$;
SELECT core.points_hold(ARRAY[:member], ARRAY[100], ARRAY[:order1]::uuid[], ARRAY[now()]) \g /dev/null
SELECT core.points_capture(:order1) \g /dev/null
SELECT core.points_spend(ARRAY[:member], ARRAY[50], 'lottery_draw', ARRAY[:ref1]::uuid[]) \g /dev/null
SELECT core.points_credit(ARRAY[:member], ARRAY[20], 'grant', ARRAY[:ref2]::uuid[],
    ARRAY[now() - interval '5 days']) \g /dev/null
SELECT core.wallets_lock(ARRAY[:member]) \g /dev/null
SELECT pg_temp.happened('opening', NULL, 40);
SELECT pg_temp.happened('order_payment', :order1, 30);
SELECT pg_temp.happened('order_capture', :order1, 20);
SELECT pg_temp.happened('grant', :ref2, 15);
SELECT pg_temp.happened('lottery_draw', :ref1, 10);
SELECT pg_temp.happened('expiry', NULL, 1);

SELECT is(pg_temp.at(NULL), '850 0 0 0', 'now');
SELECT is(pg_temp.at(now()), pg_temp.at(NULL), 'now is a moment like any other');
SELECT is(pg_temp.at(now() - interval '41 days'), '0 0 0 0', 'before anything');
SELECT is(pg_temp.at(now() - interval '40 days'), '1000 0 0 0', 'at the very moment');
SELECT is(pg_temp.at(now() - interval '25 days'), '900 100 0 0', 'held');
SELECT is(pg_temp.at(now() - interval '15 days'), '920 0 0 0', 'captured, and a grant');
SELECT is(pg_temp.at(now() - interval '6 days'), '870 0 0 0', 'spent; the grant is still good');
SELECT is(pg_temp.at(now() - interval '3 days'), '850 0 0 0', 'expired, and not swept for four days');
SELECT core.points_move(:member, :other) \g /dev/null
SELECT is((SELECT p.available FROM core.points_at(ARRAY[:member, :other], now() - interval '40 days') AS p),
    1050::bigint, 'several accounts together');
SELECT * FROM finish();
ROLLBACK;
