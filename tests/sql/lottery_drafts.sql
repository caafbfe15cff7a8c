-- api.lottery_create and the steps after it, up to a raffle's winners.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/lotteries.psql
SELECT plan(11);

SELECT core.budget_open('00000001-0000-7000-8000-000000000002', 2026, '奖品', 'services', 'union_dues', 'fen', 10000, NULL, 'x') AS budget \gset
CREATE FUNCTION pg_temp.rules(changes jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb '{"title": "瓜分幸福", "kind": "instant", "description": "奖完即止", "cost_points": 5, "draws_per_member": 5,
        "blank_weight": 10, "claim_days": 10, "delivers": true, "contact": "12351", "fallback_position": 2,
        "guarantee": {"after": 3, "position": 2},
        "prizes": [{"name": "冰箱", "weight": 1, "stock": 2, "value_fen": 1000, "unlock_after": 1},
                   {"name": "毛巾", "weight": 9, "stock": 10, "value_fen": 100}]}'
        || jsonb_build_object('opens_at', now() + interval '1 hour', 'closes_at', now() + interval '1 day') || changes
$$;
CREATE FUNCTION pg_temp.create(rules jsonb, OUT outcome text, OUT body json) LANGUAGE sql AS $$
    SELECT outcome, body FROM api.lottery_create('00000003-0000-7000-8000-000000000001', '{admin}', 'lottery',
        '00000001-0000-7000-8000-000000000002', rules, gen_random_uuid()::text, '\x01', core.uuid7())
$$;
SELECT body ->> 'id' AS draft FROM pg_temp.create(pg_temp.rules(jsonb_build_object('budget_id', :'budget'))) \gset
SELECT is((SELECT array_agg(p.name ORDER BY p.position) FROM core.prizes AS p WHERE p.lottery_id = :'draft'), '{冰箱,毛巾}', 'prizes');
SELECT is((SELECT concat_ws(' ', p.name, l.guarantee_after) FROM core.lotteries AS l JOIN core.prizes AS p
           ON p.id = l.guarantee_prize_id AND p.id = l.fallback_prize_id WHERE l.id = :'draft'), '毛巾 3', 'by position');

-- The steps, and who takes them; 1 submits, 2 covers a district only, so a third one is needed
INSERT INTO core.admins (id, login, status) VALUES (:ref1, 'fuhe', 'active');
INSERT INTO core.role_grants (admin_id, role, organisation_id) VALUES (:ref1, 'admin', '00000001-0000-7000-8000-000000000001');
CREATE FUNCTION pg_temp.publish(draft uuid, admin uuid) RETURNS text LANGUAGE sql AS $$
    SELECT outcome FROM api.lottery_publish(admin, '{admin}', 'lottery', draft, sha256('seed'), '\x01', '同意',
        gen_random_uuid()::text, '\x01', core.uuid7())
$$;
SELECT is((api.lottery_submit('00000003-0000-7000-8000-000000000002', '{admin}', 'lottery', :'draft', 'x', core.uuid7())).outcome,
    'lottery_not_found', 'a district does not submit the city''s');
SELECT is((api.lottery_submit('00000003-0000-7000-8000-000000000001', '{admin}', 'lottery', :'draft', 'x', core.uuid7())).outcome,
    'ok', 'the city does');
SELECT is(pg_temp.publish(:'draft', '00000003-0000-7000-8000-000000000001'), 'second_person_required', 'whoever submits does not publish');
SELECT is(pg_temp.publish(:'draft', :ref1), 'ok', 'another one does');
SELECT is((SELECT concat_ws(' ', committed, spent) FROM core.budgets WHERE id = :'budget'), '3000 0', 'all prizes are promised');
SELECT is((SELECT concat_ws(' ', seed, seed_sealed, commitment) FROM core.lotteries WHERE id = :'draft'),
    concat_ws(' ', '\x01', sha256('seed')), 'the seed was never here');
SELECT is((SELECT array_agg(kind ORDER BY id) FROM core.activity_events WHERE activity_id = :'draft'),
    '{created,submitted,published}', 'the way');
SELECT is_empty('SELECT * FROM core.lottery_violations()', 'all in order');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'budgets too');
SELECT * FROM finish();
ROLLBACK;
