-- Events that a merchant reports, and quizzes: points once for each, and answers told to nobody.
BEGIN;
\ir fixture/town.psql
\ir fixture/points.psql
\ir fixture/earnings.psql
SELECT plan(50);
SELECT pg_temp.budget(1000) AS budget \gset

CREATE FUNCTION pg_temp.report(
    rule uuid, member_no text, ref text, dry_run boolean DEFAULT false, mode text DEFAULT 'live',
    merchant uuid DEFAULT '00000004-0000-7000-8000-000000000001', OUT outcome text, OUT body json)
LANGUAGE sql AS $$
    SELECT * FROM api.points_event_report(merchant, mode, rule, member_no, ref, dry_run,
                                          '00000013-0000-7000-8000-000000000001')
$$;
SELECT pg_temp.rule('event', :city, 10, :'budget', '{"day_cap": 25}') AS walk \gset
SELECT is((SELECT (outcome, body ->> 'state', body ->> 'id')::text FROM pg_temp.report(:'walk', '10000001', 'a-1', true)),
    '(ok,planned,)', 'a dry run tells what would come');
SELECT is((SELECT (outcome, body ->> 'state')::text FROM pg_temp.report(:'walk', '10000001', 'a-1', true, 'test')),
    '(ok,planned)', 'a test key, too');
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000001', 'a-1', false, 'test')), 'live_key_required', 'but no more');
SELECT is((SELECT count(*) FROM core.earnings), 0::bigint, 'nothing was earned');

CREATE TEMP TABLE first AS SELECT * FROM pg_temp.report(:'walk', '10000001', 'a-1');
SELECT is((outcome, body ->> 'state', body ->> 'points', body ->> 'member_no', body ->> 'event_ref')::text,
    '(ok,earned,10,10000001,a-1)', 'an event') FROM first;
SELECT is(pg_temp.wallet(:member), '1010 0 0 0', 'the points are there');
SELECT is(pg_temp.books(:'budget'), '1000 0 10, 2', 'paid');
SELECT is((SELECT (action, actor_kind, actor_id)::text FROM core.audit_entries ORDER BY seq DESC LIMIT 1),
    '(points_event_report,merchant,00000004-0000-7000-8000-000000000001)', 'the audit knows who said so');

-- Again
CREATE TEMP TABLE again AS SELECT * FROM pg_temp.report(:'walk', '10000001', 'a-1');
SELECT is(again.body::text, first.body::text, 'the same report, the same answer') FROM again, first;
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000001', 'a-1', true)), 'ok', 'of a dry run, too');
SELECT is(pg_temp.wallet(:member), '1010 0 0 0', 'and no more points');
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000002', 'a-1')), 'event_ref_reused', 'one event is not two members''');
SELECT is((core.earn(ARRAY[ROW(1, :'walk', :other, NULL, 'a-1', NULL, NULL, NULL, NULL, NULL)::core.earn_slip]))[1].outcome,
    'event_ref_reused', 'nor when both come at once');
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000001', 'a-2')), 'ok', 'another event');
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000001', 'a-3')), 'earn_cap_reached', 'the cap of a day');
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000001', 'a-3', true)), 'earn_cap_reached', 'a dry run says so');
SELECT pg_temp.days_pass(1);
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000001', 'a-3')), 'ok', 'another day; a refused event may come again');
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000001', 'a-5')), 'ok', 'which counts from nothing');
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000001', 'a-6')), 'earn_cap_reached', 'to the same cap');
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000001', 'a-1')), 'ok', 'what is on record is told whatever the caps');

-- Whose
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000002', 'b', merchant => '00000004-0000-7000-8000-000000000002')),
    'earn_rule_not_found', 'another merchant');
SELECT is((SELECT outcome FROM pg_temp.report(pg_temp.rule('sign_in', :city, 5, :'budget'), '10000002', 'b')),
    'earn_rule_not_found', 'another kind of rule');
SELECT is((SELECT string_agg(outcome, ' ') FROM unnest('{10000003,99999999}'::text[]) AS n, pg_temp.report(:'walk', n, 'b')),
    'member_not_found member_not_found', 'a suspended member is as unknown as nobody');
SELECT is((SELECT outcome FROM pg_temp.report(pg_temp.rule('event', :ganyu, 5, :'budget'), '10000001', 'b')),
    'member_not_found', 'and who does not belong to the rule''s organisation');
UPDATE core.members SET status = 'closed', merged_into = :fourth WHERE id = :member;
SELECT is((SELECT body ->> 'event_ref' FROM pg_temp.report(:'walk', '20000001', 'a-1')), 'a-1',
    'a merged account''s event is known for the one that is left');
SELECT is((SELECT outcome FROM pg_temp.report(:'walk', '10000001', 'a-4')), 'ok', 'to which its old number leads');
SELECT is(pg_temp.wallet(:fourth), '10 0 0 0', 'and its points go');
UPDATE core.members SET status = 'active', merged_into = NULL WHERE id = :member;

-- Pending events are told in the same words for ever
SELECT pg_temp.rule('event', :city, 7, :'budget', '{"pending_days": 1}') AS slow \gset
CREATE TEMP TABLE slow AS SELECT * FROM pg_temp.report(:'slow', '10000002', 's-1');
SELECT is(body ->> 'state', 'pending', 'it waits') FROM slow;
UPDATE core.pending_points SET matures_at = now() - interval '1 s';
SELECT api.points_mature(10) \g /dev/null
SELECT is(a.body::jsonb - 'matures_at', slow.body::jsonb - 'matures_at', 'the answer is the same after it has come')
FROM pg_temp.report(:'slow', '10000002', 's-1') AS a, slow;

-- A quiz
CREATE FUNCTION pg_temp.answer(member uuid, rule uuid, answers jsonb, key text DEFAULT gen_random_uuid()::text,
                               OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE sql AS $$
    SELECT * FROM api.quiz_answer(member, rule, answers, key, sha256(convert_to(answers::text, 'UTF8')),
                                  '00000013-0000-7000-8000-000000000001')
$$;
SELECT pg_temp.rule('quiz', :haizhou, 20, :'budget') AS quiz, pg_temp.budget(30) AS small \gset
SELECT is((SELECT (outcome, body -> 'questions', body ->> 'attempt')::text FROM api.quiz_get(:member, :'quiz')),
    '(ok,"[{""text"" : ""1 + 1?"", ""options"" : [""1"",""2""]}]",)', 'the question, without what is right');
SELECT is((SELECT strpos(body::text, 'answer') FROM api.earn_rule_get(:city_admin, '{admin}', 'points', :'quiz')), 0, 'nor do the staff read it');
SELECT is((SELECT outcome FROM api.quiz_get(:other, :'quiz')), 'earn_rule_not_found', 'another district''s member');
SELECT is((SELECT outcome FROM api.quiz_get(:suspended, :'quiz')), 'membership_required', 'a suspended one');
SELECT is((SELECT outcome FROM pg_temp.answer(:member, :'quiz', '[1, 1]')), 'answers_misfit', 'two answers for one question');
SELECT is((SELECT outcome FROM pg_temp.answer(:other, :'quiz', '[1]')), 'earn_rule_not_found', 'another district''s member');
SELECT is((SELECT outcome FROM pg_temp.answer(:suspended, :'quiz', '[1]')), 'membership_required', 'a suspended one');
CREATE TEMP TABLE failed AS SELECT * FROM pg_temp.answer(:member, :'quiz', '[0]', 'quiz-1');
SELECT is((outcome, body ->> 'score', body ->> 'passed', body ->> 'points', body ->> 'id')::text, '(ok,0,false,0,)', 'a wrong answer') FROM failed;
SELECT is((SELECT (body::text, replay_of IS NOT NULL)::text FROM pg_temp.answer(:member, :'quiz', '[0]', 'quiz-1')),
    (SELECT (body::text, true)::text FROM failed), 'is told again');
SELECT is((SELECT outcome FROM pg_temp.answer(:member, :'quiz', '[1]')), 'already_answered', 'once a day');
SELECT is((SELECT (body #>> '{attempt,score}', body #>> '{attempt,passed}')::text FROM api.quiz_get(:member, :'quiz')), '(0,false)',
    'as the quiz says');
SELECT pg_temp.days_pass(1);
SELECT is((SELECT (outcome, body ->> 'score', body ->> 'passed', body ->> 'points', body ->> 'balance')::text
           FROM pg_temp.answer(:member, :'quiz', '[1]')), '(ok,1,true,20,1060)', 'the right answer earns');
SELECT is((SELECT (points, earnings)::text FROM core.earn_counters WHERE rule_id = :'quiz'), '(20,1)', 'once');

-- What refuses the points refuses the attempt
SELECT pg_temp.rule('quiz', :haizhou, 20, :'small') AS dear \gset
SELECT is((SELECT outcome FROM pg_temp.answer(:member, :'dear', '[1]')), 'ok', 'the budget has 20');
SELECT is((SELECT outcome FROM pg_temp.answer(:fourth, :'dear', '[1]')), 'earn_budget_exhausted', 'and no more');
SELECT is((SELECT outcome FROM pg_temp.answer(:fourth, :'dear', '[0]')), 'earn_budget_exhausted', 'whether right or not');
SELECT is((SELECT count(*) FROM core.quiz_attempts WHERE rule_id = :'dear'), 1::bigint, 'it was no attempt');
SELECT is((SELECT points FROM core.earn_counters WHERE rule_id = :'dear'), 20::bigint, 'and counts nothing');
UPDATE core.earn_rules SET is_paused = true WHERE id = :'dear';
SELECT is((SELECT outcome FROM pg_temp.answer(:fourth, :'dear', '[1]')), 'earn_rule_not_open', 'paused');
SELECT is((SELECT body ->> 'status' FROM api.quiz_get(:fourth, :'dear')), 'paused', 'but it can be read');
SELECT is_empty('SELECT * FROM core.ledger_violations()', 'the ledger is whole');
SELECT * FROM finish();
ROLLBACK;
