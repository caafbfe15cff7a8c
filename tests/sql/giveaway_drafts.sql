-- api.giveaway_create and the steps after it, first come, first served, and by lot.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
\ir fixture/giveaways.psql
SELECT plan(27);

SELECT core.budget_open('00000001-0000-7000-8000-000000000002', 2026, '普惠', 'services', 'union_dues', 'fen', 10000, NULL, 'x')
    AS budget \gset
CREATE FUNCTION pg_temp.rules(changes jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb '{"title": "萄你欢心", "produce": "葡萄", "description": "一箱 2 公斤", "mode": "first_come", "shares": 5,
        "per_member": 1, "value_fen": 1000, "repools_at": null, "claim_days": 7, "delivers": true, "contact": "12351"}'
        || jsonb_build_object('opens_at', now() - interval '1 hour', 'closes_at', now() + interval '1 day') || changes
$$;
CREATE FUNCTION pg_temp.create(rules jsonb, OUT outcome text, OUT body json) LANGUAGE sql AS $$
    SELECT outcome, body FROM api.giveaway_create('00000003-0000-7000-8000-000000000001', '{admin}', 'giveaway',
        '00000001-0000-7000-8000-000000000002', pg_temp.rules(rules), gen_random_uuid()::text, '\x01', core.uuid7())
$$;
INSERT INTO core.admins (id, login, status) VALUES (:ref1, 'fuhe', 'active');
INSERT INTO core.role_grants (admin_id, role, organisation_id) VALUES (:ref1, 'admin', '00000001-0000-7000-8000-000000000001');
CREATE FUNCTION pg_temp.submit(draft uuid, admin uuid) RETURNS text LANGUAGE sql AS $$
    SELECT outcome FROM api.giveaway_submit(admin, '{admin}', 'giveaway', draft, '请审核', core.uuid7())
$$;
CREATE FUNCTION pg_temp.publish(draft uuid, admin uuid) RETURNS text LANGUAGE sql AS $$
    SELECT outcome FROM api.giveaway_publish(admin, '{admin}', 'giveaway', draft, sha256(sha256('seed')), '\x01', '同意',
        gen_random_uuid()::text, '\x01', core.uuid7())
$$;
CREATE FUNCTION pg_temp.close(giveaway uuid) RETURNS text LANGUAGE sql AS $$
    SELECT outcome FROM api.giveaway_close('00000003-0000-7000-8000-000000000001', '{admin}', 'giveaway', giveaway, '发完了',
        core.uuid7())
$$;

-- What a draft may say
SELECT is((pg_temp.create(jsonb_build_object('closes_at', now() - interval '2 hours'))).outcome, 'activity_times_reversed', 'times');
SELECT is((pg_temp.create(jsonb_build_object('repools_at', now() + interval '2 days'))).outcome, 'activity_times_reversed', 're-pooling');
SELECT is((pg_temp.create('{"mode": "lot", "per_member": 2}')).outcome, 'giveaway_mode_misfit', 'one share by lot');
SELECT is((pg_temp.create('{"quotas": [{"organisation_id": "00000001-0000-7000-8000-000000000003", "shares": 6}]}')).outcome,
    'giveaway_quota_misfit', 'no more kept than there is');
SELECT is((pg_temp.create('{"quotas": [{"organisation_id": "00000001-0000-7000-8000-0000000000ff", "shares": 1}]}')).outcome,
    'giveaway_quota_misfit', 'for organisations that exist');
SELECT is((pg_temp.create('{"delivers": false}')).outcome, 'award_way_missing', 'a way to the member');

-- First come, first served
SELECT body ->> 'id' AS draft FROM pg_temp.create(jsonb_build_object('budget_id', :'budget', 'quotas',
    '[{"organisation_id": "00000001-0000-7000-8000-000000000004", "shares": 2}]'::jsonb)) \gset
SELECT is(pg_temp.claim(:'draft', :member), 'giveaway_not_found', 'a draft is nobody''s');
SELECT is(pg_temp.submit(:'draft', '00000003-0000-7000-8000-000000000002'), 'giveaway_not_found', 'a district does not submit the city''s');
SELECT is(pg_temp.submit(:'draft', '00000003-0000-7000-8000-000000000001'), 'ok', 'the city does');
SELECT is(pg_temp.publish(:'draft', '00000003-0000-7000-8000-000000000001'), 'second_person_required', 'whoever submits does not publish');
SELECT is(pg_temp.publish(:'draft', :ref1), 'ok', 'another one does');
SELECT is(pg_temp.publish(:'draft', :ref1), 'activity_state_conflict', 'once');
SELECT is((SELECT concat_ws(' ', committed, spent) FROM core.budgets WHERE id = :'budget'), '5000 0', 'all shares are promised');
SELECT is(pg_temp.claim(:'draft', :member) || ' ' || pg_temp.claim(:'draft', :fourth), 'ok ok', 'members come');
SELECT is(pg_temp.close(:'draft'), 'ok', 'it ends early');
SELECT is(pg_temp.claim(:'draft', :other), 'giveaway_not_open', 'and nobody comes any more');
SELECT is(pg_temp.close(:'draft'), 'activity_state_conflict', 'it ends once');
SELECT is((SELECT concat_ws(' ', committed, spent) FROM core.budgets WHERE id = :'budget'), '2000 0', 'the rest is not promised any more');
SELECT is((SELECT array_agg(kind ORDER BY id) FROM core.activity_events WHERE activity_id = :'draft'),
    '{created,submitted,published,archived}', 'the way');

-- By lot: a raffle of the same id
SELECT body ->> 'id' AS lot FROM pg_temp.create(jsonb_build_object('mode', 'lot', 'value_fen', 100, 'budget_id', :'budget',
    'quotas', '[{"organisation_id": "00000001-0000-7000-8000-000000000004", "shares": 2}]'::jsonb)) \gset
SELECT is(pg_temp.submit(:'lot', :ref1) || ' ' || pg_temp.publish(:'lot', '00000003-0000-7000-8000-000000000001'), 'ok ok', 'the other way round');
SELECT is(pg_temp.claim(:'lot', :member), 'giveaway_by_lot', 'it is not claimed');
SELECT is((SELECT (l.kind, l.commitment = sha256(sha256('seed')), l.seed_sealed, p.stock, q.seats, a.kind, a.state)::text
           FROM core.lotteries AS l JOIN core.prizes AS p ON p.lottery_id = l.id JOIN core.lottery_quotas AS q ON q.lottery_id = l.id
           JOIN core.activities AS a ON a.id = l.id WHERE l.id = :'lot'),
    '(raffle,t,"\\x01",5,2,giveaway,published)', 'but entered');
SELECT is(pg_temp.close(:'lot'), 'activity_state_conflict', 'it ends with its draw');
INSERT INTO core.draw_counts (lottery_id, member_id, draws) VALUES (:'lot', :member, 1);
INSERT INTO core.raffle_entries (lottery_id, member_id, cost_points, idempotency_key) VALUES (:'lot', :member, 0, 'entry-key');
SELECT core.lottery_revealed(:'lot', sha256('seed')) \g /dev/null
SELECT is((SELECT (core.giveaway_left(g), w.value_fen, w.member_id = :member)::text FROM core.giveaways AS g, core.awards AS w
           WHERE g.id = :'lot' AND w.activity_id = g.id), '(4,100,t)', 'who wins has an award');
SELECT is(pg_temp.close(:'lot'), 'ok', 'then it ends');
SELECT is((SELECT concat_ws(' ', committed, spent) FROM core.budgets WHERE id = :'budget'), '2100 0', 'and promises what was won');

SELECT is_empty('SELECT rule, detail FROM core.giveaway_violations() UNION ALL SELECT rule, detail FROM core.ledger_violations()',
    'all in order');
SELECT * FROM finish();
ROLLBACK;
