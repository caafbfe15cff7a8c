-- Two ways to earn points: signing in every day, and a quiz about the Trade Union Law. They never close,
-- so that a demonstration kept for a while still has some.

CREATE TEMPORARY TABLE demo_earning AS
SELECT core.budget_open(
    pg_temp.demo_id('organisation', 320700),
    date_part('year', pg_temp.demo_day(0) AT TIME ZONE 'Asia/Shanghai')::bigint, '签到与答题积分', 'education',
    'union_dues', 'points', 5000000, NULL, '年度预算') AS budget_id;

CREATE TEMPORARY TABLE demo_rules AS
SELECT jsonb_populate_record(NULL::core.earn_rules, jsonb_build_object(
        'id', pg_temp.demo_id('earn rule', draft.number), 'kind', draft.kind, 'title', draft.title,
        'description', draft.description, 'points', draft.points, 'pass_mark', draft.pass_mark,
        'organisation_id', pg_temp.demo_id('organisation', 320700), 'budget_id', paid.budget_id,
        'lot_days', 365, 'pending_days', 0, 'opens_at', pg_temp.demo_day(-30), 'is_paused', false,
        'created_at', pg_temp.demo_day(-31, '9 hours'))) AS rule, draft.quiz
FROM demo_earning AS paid, (VALUES
    (1, 'sign_in', '每日签到', '每天签到一次，得 5 积分，有效一年。', 5, NULL, NULL::jsonb),
    (2, 'quiz', '工会法知识答题', '每天可答一次，三题答对两题得 20 积分。', 20, 2, '{"questions": [
        {"text": "企业、事业单位、机关、社会组织中的职工，有没有依法参加和组织工会的权利？",
         "options": ["有", "没有", "由单位决定"], "answer": 0},
        {"text": "有会员多少人以上的用人单位，应当建立基层工会委员会？",
         "options": ["十人", "二十五人", "一百人"], "answer": 1},
        {"text": "基层工会委员会每届任期几年？",
         "options": ["一年或者两年", "三年或者五年", "十年"], "answer": 1}]}'::jsonb))
    AS draft (number, kind, title, description, points, pass_mark, quiz);
SELECT core.earn_rule_open(d.rule, d.quiz) FROM demo_rules AS d;
