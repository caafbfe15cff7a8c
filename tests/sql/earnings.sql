-- core.earn by way of signing in: once a day, within caps and budgets, all in one movement.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
\ir fixture/earnings.psql
SELECT plan(47);

SELECT pg_temp.budget(1000) AS budget \gset
SELECT pg_temp.rule('sign_in', :city, 5, :'budget') AS rule \gset

-- A day
SELECT is(pg_temp.wallet(:member), '1000 0 0 0', 'before');
CREATE TEMP TABLE first AS SELECT * FROM pg_temp.sign_in(ARRAY[:member], 'key-1');
SELECT is(outcome, 'ok', 'signed in') FROM first;
SELECT is(array_agg(k), '{id,day,streak,points,state,matures_at,expires_at,balance,created_at}',
    'the answer''s properties, in order') FROM first, json_object_keys(body) AS k;
SELECT is(body::jsonb - '{id,day,created_at}'::text[], jsonb_build_object(
    'streak', 1, 'points', 5, 'state', 'earned', 'matures_at', NULL, 'balance', 1005, 'expires_at',
    (core.local_day(now()) + 31)::timestamp AT TIME ZONE 'Asia/Shanghai'), 'the answer') FROM first;
SELECT is(pg_temp.wallet(:member), '1005 0 0 0', 'the points are there');
SELECT is(pg_temp.journal('earn', (SELECT body ->> 'id' FROM first)), 'available 5, union -5',
    'out of the union''s account');
SELECT is((SELECT l.expires_at FROM core.lots AS l JOIN core.journals AS j ON j.id = l.journal_id
           JOIN first ON j.reference_id = (first.body ->> 'id')::uuid),
    (core.local_day(now()) + 31)::timestamp AT TIME ZONE 'Asia/Shanghai',
    'in a lot that lives until the end of the thirtieth day');
SELECT is(pg_temp.books(:'budget'), '1000 0 5, 2', 'the budget paid');
SELECT is((SELECT m.reason FROM core.budget_movements AS m WHERE m.budget_id = :'budget' AND m.kind = 'spent'),
    '每日签到', 'and says for what');
SELECT is((SELECT (action, actor_kind, object_kind, organisation_id, changes ->> 'points')::text
           FROM core.audit_entries AS a JOIN first ON a.object_id = (first.body ->> 'id')::uuid),
    '(me_sign_in,member,earning,00000001-0000-7000-8000-000000000005,5)', 'the audit has it');

-- Once
CREATE TEMP TABLE again AS SELECT * FROM pg_temp.sign_in(ARRAY[:member], 'key-1');
SELECT is(again.body::text, first.body::text, 'the same key, the same bytes') FROM again, first;
SELECT isnt(replay_of, NULL, 'as a replay') FROM again;
SELECT is((SELECT outcome FROM pg_temp.sign_in(ARRAY[:member])), 'already_signed_in', 'another key: once a day');
SELECT is(count(*), 1::bigint, 'and nothing is stored for it') FROM core.idempotency_keys;
SELECT is(pg_temp.wallet(:member), '1005 0 0 0', 'no more points');
SELECT is(pg_temp.books(:'budget'), '1000 0 5, 2', 'nor money');

-- Days in a row
SELECT pg_temp.days_pass(1);
SELECT is((SELECT (outcome, body ->> 'streak')::text FROM pg_temp.sign_in(ARRAY[:member])), '(ok,2)', 'a second day');
SELECT pg_temp.days_pass(2);
SELECT is((SELECT (outcome, body ->> 'streak')::text FROM pg_temp.sign_in(ARRAY[:member])), '(ok,1)',
    'a day left out begins anew');

-- Who may not
SELECT is((SELECT string_agg(outcome, ' ' ORDER BY ord) FROM pg_temp.sign_in(ARRAY[:suspended, :nobody, :other])),
    'membership_required membership_required ok', 'others are not held up by who may not');
SELECT is((SELECT array_agg(DISTINCT outcome) FROM pg_temp.sign_in(ARRAY[:suspended])), '{membership_required}',
    'a suspended member');

-- The nearest rule, there the newest that is open
SELECT pg_temp.days_pass(1);
SELECT pg_temp.rule('sign_in', :haizhou, 7, :'budget', '{"is_paused": true}') AS paused,
    pg_temp.rule('sign_in', :haizhou, 6, :'budget') AS older, pg_temp.rule('sign_in', :haizhou, 8, :'budget') AS near,
    pg_temp.rule('sign_in', :haizhou, 9, :'budget', '{"closes_at": "2020-01-02", "opens_at": "2020-01-01"}'),
    pg_temp.rule('sign_in', :haizhou, 10, :'budget', jsonb_build_object('opens_at', now() + interval '1 s')),
    pg_temp.rule('sign_in', :ganyu, 11, :'budget'),
    pg_temp.rule('sign_in', '00000001-0000-7000-8000-000000000001', 12, :'budget') \g /dev/null
SELECT is((SELECT string_agg(body ->> 'points', ' ' ORDER BY ord) FROM pg_temp.sign_in(ARRAY[:member, :other])),
    '8 11', 'each by the rule of the own district');
SELECT is(pg_temp.books(:'budget'), '1000 0 39, 6', 'two rules of one budget: one movement');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');

-- Caps
UPDATE core.earn_rules SET is_paused = true;
SELECT pg_temp.days_pass(1), pg_temp.rule('sign_in', :tea, 5, :'budget', '{"month_cap": 12}') AS monthly \g /dev/null
SELECT (outcome = 'ok')::text FROM pg_temp.sign_in(ARRAY[:member]) \g /dev/null
UPDATE core.earn_counts SET month_points = 8, day = day - 1 WHERE month_points = 5;
ALTER TABLE core.sign_ins DISABLE TRIGGER USER;
DELETE FROM core.sign_ins WHERE day = core.local_day(now());
SELECT is((SELECT outcome FROM pg_temp.sign_in(ARRAY[:member])),
    CASE WHEN extract(day FROM core.local_day(now())) = 1 THEN 'ok' ELSE 'earn_cap_reached' END, 'a cap by the month');
UPDATE core.earn_counts SET month_points = 8, day = (date_trunc('month', day) - interval '1 day')::date
WHERE month_points IN (8, 13);
DELETE FROM core.sign_ins WHERE day = core.local_day(now());
SELECT is((SELECT outcome FROM pg_temp.sign_in(ARRAY[:member])), 'ok', 'last month''s does not count');
UPDATE core.earn_rules SET is_paused = true;
SELECT pg_temp.rule('sign_in', :tea, 5, :'budget', '{"member_cap": 9}') AS once \gset
DELETE FROM core.sign_ins;
SELECT is((SELECT outcome FROM pg_temp.sign_in(ARRAY[:member])), 'ok', 'within the cap in all');
SELECT pg_temp.days_pass(40);
SELECT is((SELECT outcome FROM pg_temp.sign_in(ARRAY[:member])), 'earn_cap_reached', 'and no further, whatever the day');
SELECT is((SELECT (day_points, month_points, points)::text FROM core.earn_counts WHERE rule_id = :'once'),
    '(5,5,5)', 'a refusal counts nothing');
UPDATE core.earn_rules SET is_paused = true;

-- All together: the first in the batch get what is left
SELECT pg_temp.crowd(6, 0) AS crowd, pg_temp.budget(1000) AS rich, pg_temp.budget(12) AS poor \gset
UPDATE core.memberships SET organisation_id = :tea WHERE person_id IN (
    SELECT person_id FROM core.members WHERE id = ANY (:'crowd'::uuid[]));
SELECT pg_temp.rule('sign_in', :tea, 5, :'rich', '{"total_cap": 20}') AS total \gset
SELECT is((SELECT string_agg(outcome, ' ' ORDER BY ord) FROM pg_temp.sign_in(:'crowd')),
    'ok ok ok ok earn_rule_exhausted earn_rule_exhausted', 'a cap of all together');
SELECT is((SELECT (points, earnings)::text FROM core.earn_counters WHERE rule_id = :'total'), '(20,4)', 'counted');
SELECT is(pg_temp.books(:'rich'), '1000 0 20, 2', 'paid in one movement');
SELECT is((SELECT string_agg(w.available::text, ' ' ORDER BY o.ord) FROM core.wallets AS w
           JOIN unnest(:'crowd'::uuid[]) WITH ORDINALITY AS o (id, ord) ON o.id = w.member_id), '5 5 5 5 0 0',
    'four got points');
SELECT is((SELECT string_agg(outcome, ' ' ORDER BY ord) FROM pg_temp.sign_in((:'crowd'::uuid[])[4:5])),
    'already_signed_in earn_rule_exhausted', 'and afterwards');
UPDATE core.earn_rules SET is_paused = true;
DELETE FROM core.sign_ins;
SELECT pg_temp.rule('sign_in', :tea, 5, :'poor') AS short \gset
SELECT is((SELECT string_agg(outcome, ' ' ORDER BY ord) FROM pg_temp.sign_in(:'crowd')),
    'ok ok earn_budget_exhausted earn_budget_exhausted earn_budget_exhausted earn_budget_exhausted',
    'a budget for two');
SELECT is(pg_temp.books(:'poor'), '12 0 10, 2', 'what does not cover one more stays');
SELECT is((SELECT count(*) FROM core.idempotency_keys WHERE caller_id = ANY (:'crowd'::uuid[])), 6::bigint,
    'refusals are not stored');

-- Debt first, and lots by what they are
SELECT pg_temp.budget(100) AS budget2 \gset
UPDATE core.earn_rules SET is_paused = true;
SELECT pg_temp.rule('sign_in', :tea, 5, :'budget2') AS last \gset
SELECT pg_temp.owe((:'crowd'::uuid[])[6], 3);
SELECT is((SELECT (outcome, body ->> 'balance')::text FROM pg_temp.sign_in(ARRAY[(:'crowd'::uuid[])[6]])), '(ok,2)',
    'a debt is repaid out of it');
SELECT is(pg_temp.wallet((:'crowd'::uuid[])[6]), '2 0 0 0', 'as the wallet says');
SELECT pg_temp.sign_in(ARRAY[(:'crowd'::uuid[])[5]]) \g /dev/null
UPDATE core.lots SET expires_at = now() - interval '1 s' WHERE member_id = (:'crowd'::uuid[])[5];
UPDATE core.wallets SET next_expiry = now() - interval '1 s' WHERE member_id = (:'crowd'::uuid[])[5];
SELECT is((SELECT (api.lots_expire(500)).body ->> 'expired'), '1', 'what was earned expires like any lot');
SELECT is(pg_temp.wallet((:'crowd'::uuid[])[5]), '0 0 0 0', 'and is gone');

-- A credit that fails takes the sign-in with it
SELECT pg_temp.crowd(1, 0) AS bare \gset
UPDATE core.memberships SET organisation_id = :tea WHERE person_id IN (
    SELECT person_id FROM core.members WHERE id = ANY (:'bare'::uuid[]));
ALTER TABLE core.wallets ADD CONSTRAINT full_of_grief CHECK (available <> 5) NOT VALID;
SELECT throws_like(format('SELECT * FROM pg_temp.sign_in(%L::uuid[])', :'bare'), '%full_of_grief%',
    'a failed credit fails the caller');
SELECT is((SELECT count(*) FROM core.earnings WHERE member_id = (:'bare'::uuid[])[1]), 0::bigint, 'who has earned nothing');
SELECT is(pg_temp.books(:'budget2'), '100 0 10, 3', 'and cost nothing');
ALTER TABLE core.wallets DROP CONSTRAINT full_of_grief;

-- Bounds of a batch
SELECT throws_like(format('SELECT * FROM pg_temp.sign_in(ARRAY[%1$L, %1$L]::uuid[])', :member), 'a batch is at most%',
    'a caller stands once in a batch');
SELECT throws_like('SELECT * FROM pg_temp.sign_in(ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 129)))',
    'a batch is at most%', '129 are too many');
SELECT is(count(*), 0::bigint, 'an empty batch is empty') FROM pg_temp.sign_in('{}');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');
SELECT * FROM finish();
ROLLBACK;
