-- Points that wait: not spendable before their time, then like any others, or taken back.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/earnings.psql
SELECT plan(36);

CREATE FUNCTION pg_temp.mature(size bigint DEFAULT 500) RETURNS text LANGUAGE sql AS $$
    SELECT m.body ->> 'matured' FROM api.points_mature(size) AS m
$$;
CREATE FUNCTION pg_temp.cancel(earning uuid, admin uuid, OUT outcome text, OUT body json) LANGUAGE sql AS $$
    SELECT * FROM api.points_pending_cancel(admin, '{admin}', 'points', earning, '上报有误',
                                            '00000013-0000-7000-8000-000000000001')
$$;
SELECT pg_temp.budget(1000) AS budget \gset
SELECT pg_temp.rule('sign_in', :city, 5, :'budget', '{"pending_days": 7}') AS rule \gset
CREATE TEMP TABLE first AS SELECT * FROM pg_temp.sign_in(ARRAY[:member]);
SELECT (body ->> 'id') AS earning FROM first \gset
SELECT is((body ->> 'state', (body ->> 'matures_at')::timestamptz, body ->> 'balance')::text,
    format('(pending,"%s",1000)', now() + interval '7 days'), 'the answer says when') FROM first;
SELECT is((body ->> 'expires_at')::timestamptz,
    (core.local_day(now() + interval '7 days') + 31)::timestamp AT TIME ZONE 'Asia/Shanghai',
    'a lot lives from the day it can be spent') FROM first;
SELECT is(pg_temp.wallet(:member), '1000 0 5 0', 'pending, not available');
SELECT is(pg_temp.journal('earn_pending', :'earning'), 'pending 5, union -5', 'out of the union''s account');
SELECT is(pg_temp.books(:'budget'), '1000 0 5, 2', 'the budget has paid');
SELECT is(pg_temp.lots(:member), '300 700', 'there is no lot yet');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');

-- Its time has not come
SELECT is(pg_temp.mature(), '0', 'nothing is due');
SELECT is((SELECT string_agg(concat_ws(' ', i ->> 'points', i ->> 'title'), ', ')
           FROM api.me_pending_points(:member, 20, NULL) AS l, json_array_elements(l.body -> 'items') AS i), '5 每日签到',
    'the member sees it wait');

-- It has
UPDATE core.pending_points SET matures_at = now();
SELECT is(pg_temp.mature(), '1', 'due');
SELECT is(pg_temp.wallet(:member), '1005 0 0 0', 'now it is available');
SELECT is(pg_temp.journal('earn_mature', :'earning'), 'available 5, pending -5', 'from one account of the member to the other');
SELECT is(pg_temp.lots(:member), '300 5 700', 'in a lot of its own');
SELECT is(pg_temp.mature(), '0', 'once');
SELECT is((SELECT (actor_kind, action, changes ->> 'points')::text FROM core.audit_entries ORDER BY seq DESC LIMIT 1),
    '(system,points_mature,5)', 'the audit has it');
SELECT is((SELECT body #>> '{items,0,kind}' FROM api.me_point_entries(ARRAY[:member], ARRAY[20::bigint], ARRAY[NULL::text])),
    'earn_mature', 'the member''s list, too');
SELECT is((SELECT json_array_length(l.body -> 'items') FROM api.me_pending_points(:member, 20, NULL) AS l), 0,
    'nothing waits any more');
SELECT is((SELECT outcome FROM pg_temp.cancel(:'earning', :city_admin)), 'pending_settled', 'nor can it be cancelled');

-- Several of one member and of others, in batches, debts first
SELECT pg_temp.days_pass(1), pg_temp.sign_in(ARRAY[:member, :other]) \g /dev/null
SELECT pg_temp.days_pass(1), pg_temp.sign_in(ARRAY[:member]) \g /dev/null
SELECT is(pg_temp.wallet(:member) || ', ' || pg_temp.wallet(:other), '1005 0 10 0, 50 0 5 0', 'three wait');
UPDATE core.pending_points SET matures_at = now() - CASE member_id WHEN :other THEN interval '2 s' ELSE '1 s' END
WHERE state = 'pending';
SELECT core.points_spend(ARRAY[:other], ARRAY[50], 'clawback', ARRAY[core.uuid7()]), pg_temp.owe(:other, 3) \g /dev/null
SELECT is(pg_temp.mature(1) || ' ' || pg_temp.mature(2) || ' ' || pg_temp.mature(2), '1 2 0',
    'the longest overdue first, then both of one member');
SELECT is(pg_temp.wallet(:member) || ', ' || pg_temp.wallet(:other), '1015 0 0 0, 2 0 0 0', 'all have come, a debt was repaid');
SELECT is_empty('SELECT * FROM core.earning_violations()', 'the books agree');

-- Taken back
SELECT pg_temp.days_pass(1), pg_temp.sign_in(ARRAY[:member, :other]) \g /dev/null
SELECT max(earning_id::text) FILTER (WHERE member_id = :member) AS own, max(earning_id::text) FILTER (WHERE member_id = :other) AS others
FROM core.pending_points WHERE state = 'pending' \gset
SELECT is(pg_temp.books(:'budget'), '1000 0 30, 5', 'six times five');
SELECT is((SELECT outcome FROM pg_temp.cancel(:'others', :haizhou_admin)), 'pending_not_found', 'another district''s member');
SELECT is((SELECT outcome FROM pg_temp.cancel(:nobody, :city_admin)), 'pending_not_found', 'nobody''s');
SELECT is((SELECT (outcome, body ->> 'state', body ->> 'reason', body ->> 'by')::text FROM pg_temp.cancel(:'own', :haizhou_admin)),
    '(ok,cancelled,上报有误,haizhou)', 'cancelled with a reason');
SELECT is(pg_temp.wallet(:member), '1015 0 0 0', 'it will never come');
SELECT is(pg_temp.journal('earn_cancel', :'own'), 'pending -5, union 5', 'it went back to the union');
SELECT is(pg_temp.books(:'budget'), '1000 0 25, 6', 'and to the budget');
SELECT is((SELECT outcome FROM pg_temp.cancel(:'own', :haizhou_admin)), 'pending_settled', 'once');
UPDATE core.pending_points SET matures_at = now() - interval '1 s' WHERE state = 'pending';
SELECT is(pg_temp.mature(), '1', 'the other one comes');
SELECT is((SELECT string_agg(i ->> 'state', ' ') FROM api.points_pending_list(:city_admin, '{admin}', 'points', :member, 20, NULL) AS l,
    json_array_elements(l.body -> 'items') AS i), 'cancelled matured matured matured', 'the staff see all of them');
SELECT is((SELECT outcome FROM api.points_pending_list(:haizhou_admin, '{admin}', 'points', :other, 20, NULL)), 'member_not_found',
    'of their own members');

-- A credit that fails leaves all of them waiting
SELECT pg_temp.days_pass(1), pg_temp.sign_in(ARRAY[:member, :other]) \g /dev/null
UPDATE core.pending_points SET matures_at = now() - interval '1 s' WHERE state = 'pending';
ALTER TABLE core.wallets ADD CONSTRAINT full_of_grief CHECK (available <> 12) NOT VALID;
SELECT throws_like('SELECT api.points_mature(500)', '%full_of_grief%', 'a failed credit fails the job');
SELECT is(pg_temp.wallet(:member) || ', ' || pg_temp.wallet(:other), '1015 0 5 0, 7 0 5 0', 'and changes nothing');
ALTER TABLE core.wallets DROP CONSTRAINT full_of_grief;
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');
SELECT * FROM finish();
ROLLBACK;
