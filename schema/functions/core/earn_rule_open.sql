-- Keeps a new rule, with the questions of a quiz. The caller has seen that its parts fit.
CREATE OR REPLACE FUNCTION core.earn_rule_open(rule core.earn_rules, quiz jsonb) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.earn_rules SELECT rule.*;
    INSERT INTO core.earn_counters (rule_id) VALUES (rule.id);
    INSERT INTO core.quiz_questions (rule_id, position, text, options, answer)
    SELECT rule.id, q.position - 1, q.item ->> 'text', ARRAY(
               SELECT o.text FROM jsonb_array_elements_text(q.item -> 'options')
                   WITH ORDINALITY AS o (text, position) ORDER BY o.position),
           (q.item ->> 'answer')::integer
    FROM jsonb_array_elements(quiz -> 'questions') WITH ORDINALITY AS q (item, position);
END
$$;
