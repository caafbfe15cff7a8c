-- Rules for earning points: who may make and change them, and what does not go together.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/earnings.psql
SELECT plan(39);
SELECT pg_temp.budget(1000) AS budget,
    core.budget_open(:haizhou, 2026, '慰问', 'welfare', 'union_dues', 'fen', 1000, NULL, NULL) AS fen \gset

CREATE FUNCTION pg_temp.make(changes jsonb, admin uuid DEFAULT '00000003-0000-7000-8000-000000000001',
                             key text DEFAULT gen_random_uuid()::text,
                             OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql AS $$
DECLARE
    asked jsonb := jsonb_build_object(
        'kind', 'sign_in', 'organisation_id', '00000001-0000-7000-8000-000000000003', 'title', '签到',
        'points', 5, 'lot_days', 30, 'pending_days', 0, 'opens_at', now()) || changes;
BEGIN
    SELECT * INTO outcome, body, replay_of FROM api.earn_rule_create(
        admin, '{admin}', 'points', asked ->> 'kind', (asked ->> 'organisation_id')::uuid, asked ->> 'title', '',
        (asked ->> 'points')::bigint, (asked ->> 'budget_id')::uuid, (asked ->> 'lot_days')::bigint,
        (asked ->> 'lots_expire_at')::timestamptz, (asked ->> 'pending_days')::bigint, asked -> 'caps',
        (asked ->> 'opens_at')::timestamptz, (asked ->> 'closes_at')::timestamptz,
        (asked ->> 'merchant_id')::uuid, asked -> 'quiz', key, sha256(convert_to(asked::text, 'UTF8')),
        '00000013-0000-7000-8000-000000000001');
END
$$;
CREATE FUNCTION pg_temp.made(changes jsonb, admin uuid DEFAULT '00000003-0000-7000-8000-000000000001')
RETURNS text LANGUAGE sql AS $$ SELECT outcome FROM pg_temp.make(changes, admin) $$;
CREATE FUNCTION pg_temp.of(budget uuid, changes text DEFAULT '{}') RETURNS jsonb LANGUAGE sql
    RETURN changes::jsonb || jsonb_build_object('budget_id', budget);

CREATE TEMP TABLE first AS SELECT * FROM pg_temp.make(pg_temp.of(:'budget',
    '{"caps": {"per_day": 5, "total": 500}}'), key => 'key-1');
SELECT is(outcome, 'ok', 'a rule') FROM first;
SELECT is((body -> 'caps')::text, '{"per_day" : 5, "per_month" : null, "per_member" : null, "total" : 500}',
    'its caps') FROM first;
SELECT is(body ->> 'status', 'open', 'it is open') FROM first;
SELECT is((body -> 'earned')::text, '{"points" : 0, "earnings" : 0}', 'nobody has earned by it') FROM first;
SELECT is((SELECT (outcome, replay_of IS NOT NULL)::text FROM pg_temp.make(pg_temp.of(:'budget',
    '{"caps": {"per_day": 5, "total": 500}}'), key => 'key-1')), '(ok,t)', 'the same key is the same rule');
SELECT is((SELECT count(*) FROM core.earn_rules), 1::bigint, 'of which there is one');
SELECT is((SELECT (action, organisation_id, changes ->> 'points')::text FROM core.audit_entries
           WHERE object_id = (SELECT (body ->> 'id')::uuid FROM first)),
    '(earn_rule_create,00000001-0000-7000-8000-000000000003,5)', 'the audit has it');

-- Whose
SELECT is(pg_temp.made(pg_temp.of(:'budget'), :haizhou_admin), 'budget_not_found', 'a budget above is not theirs');
SELECT is(pg_temp.made(pg_temp.of(:'fen')), 'budget_not_found', 'money is not points');
SELECT is(pg_temp.made('{}'), 'budget_not_found', 'none');
SELECT is(pg_temp.made(pg_temp.of(:'budget', '{"organisation_id": "00000001-0000-7000-8000-000000000004"}'),
    :haizhou_admin), 'organisation_not_found', 'another district');
SELECT is(pg_temp.made(pg_temp.of(:'budget', '{"kind": "event", "merchant_id": "00000004-0000-7000-8000-00000000000f"}')),
    'merchant_not_found', 'no merchant');
SELECT is(pg_temp.made(pg_temp.of(:'budget', '{"kind": "event", "merchant_id": "00000004-0000-7000-8000-000000000001"}')),
    'ok', 'events');

-- What goes together
\set quiz '"kind": "quiz", "quiz": {"pass_mark": 1, "questions": [{"text": "?", "options": ["a", "b"], "answer": 1}]}'
SELECT is(pg_temp.made(pg_temp.of(:'budget', changes)), verdict, said)
FROM (VALUES
    ('{"kind": "event"}', 'earn_rule_misfit', 'events need a merchant'),
    ('{"merchant_id": "00000004-0000-7000-8000-000000000001"}', 'earn_rule_misfit', 'signing in needs none'),
    ('{"kind": "quiz"}', 'earn_rule_misfit', 'a quiz needs questions'),
    ('{' || :'quiz' || ', "kind": "sign_in"}', 'earn_rule_misfit', 'nothing else does'),
    ('{' || :'quiz' || '}', 'ok', 'a quiz'),
    ('{' || replace(:'quiz', '"pass_mark": 1', '"pass_mark": 2') || '}', 'earn_rule_misfit', 'nobody could pass'),
    ('{' || replace(:'quiz', '"answer": 1', '"answer": 2') || '}', 'earn_rule_misfit', 'no such option'),
    ('{"caps": {"per_day": 4}}', 'earn_rule_misfit', 'a cap below the points of one day'),
    ('{"caps": {"per_day": 5, "total": 4}}', 'earn_rule_misfit', 'and of all'),
    ('{"caps": {"per_month": null}}', 'ok', 'no cap'),
    ('{"opens_at": "2030-01-01T00:00:00Z", "closes_at": "2030-01-01T00:00:00Z"}', 'earn_rule_misfit',
     'an end that is no end'),
    ('{"opens_at": "2030-01-01T00:00:00Z", "closes_at": "2030-01-01T00:00:01Z"}', 'ok', 'a second is a time'),
    ('{"opens_at": "2030-01-01T00:00:00Z", "lots_expire_at": "2030-01-01T00:00:00Z"}', 'earn_rule_misfit',
     'lots that never live'),
    ('{"pending_days": 1, "lots_expire_at": "2030-01-02T00:00:00Z", "opens_at": "2030-01-01T00:00:00Z"}',
     'earn_rule_misfit', 'or not after they waited')) AS asked (changes, verdict, said);

-- Changes
CREATE FUNCTION pg_temp.change(rule uuid, changes jsonb, admin uuid DEFAULT '00000003-0000-7000-8000-000000000002',
                               OUT outcome text, OUT body json)
LANGUAGE sql AS $$
    SELECT * FROM api.earn_rule_update(
        admin, '{admin}', 'points', rule, changes ->> 'title', changes ->> 'description', changes -> 'caps',
        (changes ->> 'opens_at')::timestamptz, (changes ->> 'closes_at')::timestamptz,
        (changes ->> 'is_paused')::boolean, '试验', '00000013-0000-7000-8000-000000000002')
$$;
SELECT (body ->> 'id')::uuid AS rule FROM first \gset
SELECT is((SELECT (outcome, body ->> 'status')::text FROM pg_temp.change(:'rule', '{"is_paused": true}')), '(ok,paused)',
    'the district pauses its rule');
SELECT is((SELECT changes::text FROM core.audit_entries WHERE action = 'earn_rule_update'), '{"is_paused": [false, true]}',
    'the audit says what changed');
SELECT is((SELECT outcome FROM pg_temp.change(:'rule', '{"is_paused": true}')), 'ok', 'again');
SELECT is((SELECT count(*) FROM core.audit_entries WHERE action = 'earn_rule_update'), 1::bigint,
    'changes nothing and writes nothing');
SELECT is((SELECT (body -> 'caps')::text FROM pg_temp.change(:'rule', '{"caps": {"per_month": 50}}')),
    '{"per_day" : null, "per_month" : 50, "per_member" : null, "total" : null}', 'caps are replaced as a whole');
SELECT is((SELECT outcome FROM pg_temp.change(:'rule', '{"caps": {"per_month": 4}}')), 'earn_rule_misfit', 'too low');
SELECT is((SELECT outcome FROM pg_temp.change(:'rule', '{"closes_at": "2020-01-01T00:00:00Z"}')), 'earn_rule_misfit',
    'before the beginning');
SELECT is((SELECT outcome FROM pg_temp.change(gen_random_uuid(), '{}')), 'earn_rule_not_found', 'no rule');
SELECT is((SELECT (month_cap, title)::text FROM core.earn_rules WHERE id = :'rule'), '(50,签到)', 'refusals change nothing');
UPDATE core.earn_rules SET organisation_id = :ganyu WHERE id = :'rule';
SELECT is((SELECT outcome FROM pg_temp.change(:'rule', '{"title": "x"}')), 'earn_rule_not_found', 'another district''s rule');

-- What members see
SELECT pg_temp.rule('sign_in', :city, 5, :'budget') AS far, pg_temp.rule('event', :city, 2000, :'budget') AS dear,
    pg_temp.rule('quiz', :ganyu, 5, :'budget') AS quiz \gset
SELECT pg_temp.sign_in(ARRAY[:other]) \g /dev/null
SELECT is((SELECT string_agg(concat_ws(' ', i ->> 'kind', i ->> 'points', i #>> '{earned,today}', i ->> 'obstacle'), ', ')
           FROM api.me_earn_rules(:other, 20, NULL) AS a, json_array_elements(a.body -> 'items') AS i),
    'quiz 5 0, event 2000 0 earn_budget_exhausted, sign_in 5 5 already_signed_in',
    'the open rules of the own branch, and what stands against each');
SELECT is((SELECT outcome FROM api.me_earn_rules(:suspended, 20, NULL)), 'membership_required', 'members only');
SELECT * FROM finish();
ROLLBACK;
